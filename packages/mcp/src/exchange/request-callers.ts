import type { AnyFunction, CaptureOption, McpOptions } from '@heddle/core';
import {
  activeScope,
  mcpCall,
  mcpWork,
  runOperation,
  WatchedWork,
  type Instrument,
  type WorkObserver,
} from '@heddle/core/integration';
import { field, textField } from '../wire/json-rpc.ts';
import type { Peer } from './peer.ts';
import type { ToolBook } from './tool-book.ts';

/** Where a method's request parameters stand among the arguments of the call. */
export type ParamsOf = (args: readonly unknown[]) => unknown;

/** Calls a function as a request: the way a wrapper's Proxy would. */
export interface RequestCall {
  apply(target: AnyFunction, self: unknown, args: unknown[]): unknown;
}

/** The requests that are an agent's work. Others open no run of their own outside of one. */
const WORK: ReadonlySet<string> = new Set([
  'tools/call',
  'resources/read',
  'prompts/get',
  'completion/complete',
  'sampling/createMessage',
  'elicitation/create',
]);

/** Methods are the other side's words: past this many, what is known of one is not kept. */
const MOST_METHODS = 200;

export interface RequestCallersOptions {
  readonly instrument: Instrument;
  readonly server: string;
  readonly direction: 'client_to_server' | 'server_to_client';
  readonly peer: Peer;
  readonly tools: ToolBook;
  readonly capture: CaptureOption | undefined;
  readonly observer?: WorkObserver;
}

/** How a request of each method is called: prepared once per method, used for every call. */
export class RequestCallers {
  readonly #options: RequestCallersOptions;
  readonly #callers = new Map<ParamsOf, Map<string, RequestCall>>();

  constructor(options: RequestCallersOptions) {
    this.#options = options;
  }

  callerOf(method: string, paramsOf: ParamsOf): RequestCall {
    let callers = this.#callers.get(paramsOf);
    if (callers === undefined)
      this.#callers.set(paramsOf, (callers = new Map<string, RequestCall>()));
    const known = callers.get(method);
    if (known !== undefined) return known;
    const caller = this.#prepare(method, paramsOf);
    if (callers.size < MOST_METHODS) callers.set(method, caller);
    return caller;
  }

  #prepare(method: string, paramsOf: ParamsOf): RequestCall {
    const { instrument, observer } = this.#options;
    const options = this.#describe(method, paramsOf);
    if (WORK.has(method)) return mcpCall(instrument, options, observer);
    return new Housekeeping(instrument, {
      ...mcpWork(instrument, options),
      ...(observer && { observer }),
    });
  }

  #describe(method: string, paramsOf: ParamsOf): McpOptions {
    const { server, direction, peer, capture } = this.#options;
    const text =
      (name: string) =>
      (...args: unknown[]) =>
        textField(paramsOf(args), name);
    return {
      server,
      method,
      // Absent: the client asks, which is the rule.
      ...(direction === 'server_to_client' && { direction }),
      ...(capture !== undefined && { capture }),
      input: (...args: unknown[]) => paramsOf(args) ?? {},
      transport: () => peer.transportKind,
      mcpSessionId: () => peer.sessionId,
      protocolVersion: () => peer.protocolVersion,
      ...(method === 'tools/call' && this.#describeTool(paramsOf)),
      ...(method === 'prompts/get' && { promptName: text('name') }),
      ...(method.startsWith('resources/') && { resourceUri: text('uri') }),
    };
  }

  #describeTool(paramsOf: ParamsOf): Partial<McpOptions> {
    const { tools } = this.#options;
    const nameOf = (args: unknown[]): string => textField(paramsOf(args), 'name') ?? '';
    const argumentsOf = (args: unknown[]): unknown => field(paramsOf(args), 'arguments') ?? {};
    const factsOf = (args: unknown[]) => tools.factsOf(nameOf(args), argumentsOf(args));
    return {
      tool: (...args: unknown[]) => nameOf(args),
      arguments: (...args: unknown[]) => argumentsOf(args),
      action: (...args: unknown[]) => factsOf(args).action,
      resource: (...args: unknown[]) => factsOf(args).resource,
      riskLevel: (...args: unknown[]) => factsOf(args).riskLevel,
    };
  }
}

/** Pings, handshakes and lists outside any run are told, but do not make a run each. */
class Housekeeping extends WatchedWork {
  override apply(target: AnyFunction, self: unknown, args: unknown[]): unknown {
    const { instrument } = this;
    const parent = activeScope(instrument);
    if (parent?.run !== undefined || instrument.furnishing.outsideRun !== 'run') {
      return super.apply(target, self, args);
    }
    const operation = this.tryBegin(self, args, parent);
    return operation === undefined
      ? (Reflect.apply(target, self, args) as unknown)
      : runOperation(operation, target, self, args);
  }
}
