import type { Instrument } from '../instrument.ts';
import { activeScope } from '../scopes/begin.ts';
import { WatchedWork } from '../scopes/watched-work.ts';
import type { Work, WorkFacts, WorkObserver } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { unwrap, type CallHandler } from '../wrap/wrap-function.ts';
import { mcpToolWork, mcpWork, type McpOptions } from './mcp-work.ts';

/**
 * How an MCP request is called: `tools/call` is a tool's invocation too. `observer` is told of the
 * requests.
 */
export function mcpCall(
  instrument: Instrument,
  options: McpOptions,
  observer?: WorkObserver,
): CallHandler {
  const request: Work = { ...mcpWork(instrument, options), ...(observer && { observer }) };
  if ((options.method ?? 'tools/call') !== 'tools/call')
    return new WatchedWork(instrument, request);
  return new McpToolCall(instrument, request, mcpToolWork(instrument, options));
}

/**
 * Outside any `withTool` a `tools/call` gets the tool's events around its own; inside one it is
 * linked to that by its parent, guarded on its own, and not told twice.
 */
class McpToolCall implements CallHandler {
  readonly #instrument: Instrument;
  readonly #request: WatchedWork;
  readonly #invocation: WatchedWork;
  readonly #guardedRequest: WatchedWork;

  constructor(instrument: Instrument, request: Work, invocation: Work) {
    this.#instrument = instrument;
    this.#request = new WatchedWork(instrument, request);
    this.#invocation = new WatchedWork(instrument, invocation);
    this.#guardedRequest = new WatchedWork(instrument, {
      ...request,
      guarded: invocation.guarded,
      mayWait: true,
      facts: (self, args) => ({
        ...factsOf(invocation, self, args),
        ...factsOf(request, self, args),
      }),
    });
  }

  apply(target: AnyFunction, self: unknown, args: unknown[]): unknown {
    if (insideTool(this.#instrument)) return this.#guardedRequest.apply(target, self, args);
    const request = this.#request;
    // The arguments pass through unchanged, so that both see the same call.
    const inner = function (this: unknown, ...passed: unknown[]): unknown {
      return request.apply(target, this, passed);
    };
    // The gate refuses, and waits, in the shape that the host's function answers in.
    Object.defineProperty(inner, Symbol.toStringTag, {
      value: target[Symbol.toStringTag as never],
    });
    return this.#invocation.apply(inner, self, args);
  }

  construct(target: AnyFunction, args: unknown[], newTarget: AnyFunction): object {
    const constructed = unwrap(newTarget);
    return this.apply(
      () => Reflect.construct(target, args, constructed),
      undefined,
      args,
    ) as object;
  }
}

function factsOf(work: Work, self: unknown, args: readonly unknown[]): WorkFacts {
  return typeof work.facts === 'function' ? work.facts(self, args) : work.facts;
}

function insideTool(instrument: Instrument): boolean {
  for (let scope = activeScope(instrument); scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'tool') return true;
    // What lies inside another request, such as a server's wish for a sample, is a call of its own.
    if (scope.kind === 'run' || scope.kind === 'handoff' || scope.kind === 'mcp') return false;
  }
  return false;
}
