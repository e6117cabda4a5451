import { GuardBlockedError, type AnyFunction, type CaptureOption, type Heddle } from '@heddle/core';
import {
  activeScope,
  extractScope,
  Lease,
  watchResult,
  type Instrument,
  type Scope,
} from '@heddle/core/integration';
import { field, readMessage, type JsonRpcMessage, type RequestId } from '../wire/json-rpc.ts';
import { contextIn, withContext } from '../wire/meta.ts';
import { refusalResponse } from '../wire/refusal.ts';
import { tapTransport, type Tap } from '../wire/tap-transport.ts';
import { exchangeAround, exchangeOf, type Exchange } from './exchange.ts';
import { Incoming } from './incoming.ts';
import { recordNotification } from './notification-event.ts';
import { Outgoing } from './outgoing.ts';
import { Peer } from './peer.ts';
import type { PendingRequest } from './pending-request.ts';
import { RequestCallers, type ParamsOf } from './request-callers.ts';
import { ToolBook, type McpToolFactsOption } from './tool-book.ts';
import { untilOver } from './until-over.ts';

export interface ConnectionOptions {
  readonly heddle: Heddle;
  readonly role: 'client' | 'server';
  /** The server's name, whichever side this is. */
  readonly server: string;
  readonly capture: CaptureOption | undefined;
  readonly tools: McpToolFactsOption | undefined;
  readonly propagate: boolean;
  /** How messages travel, when no transport of the SDK says so. */
  readonly transportKind?: string;
  /** Whether a list may come from the client's cache. */
  readonly mayBeCached?: (method: string) => boolean;
}

type Message<Kind> = Extract<JsonRpcMessage, { readonly kind: Kind }>;

/** The parameters of a request that is seen on the wire are the call's one argument. */
const onWire: ParamsOf = (args) => args[0];

/**
 * One side of an MCP connection: it sees every message both ways, tells which piece of work each
 * belongs to, and lets the code that a message sets off run in that work's scope.
 */
export class Connection implements Tap {
  readonly #instrument: Instrument;
  readonly #options: ConnectionOptions;
  readonly #outgoing: Outgoing;
  readonly #incoming = new Incoming();
  readonly #tools: ToolBook;
  readonly #peer: Peer;
  readonly #ours: RequestCallers;
  readonly #theirs: RequestCallers;
  #transport: object | undefined;

  constructor(options: ConnectionOptions) {
    const { capture, heddle, mayBeCached = () => false, role, server, tools } = options;
    const { instrument } = heddle;
    this.#instrument = instrument;
    this.#options = options;
    this.#outgoing = new Outgoing(mayBeCached);
    this.#peer = new Peer(options.transportKind);
    this.#tools = new ToolBook(instrument, tools);
    const shared = { instrument, server, peer: this.#peer, tools: this.#tools, capture };
    const [ours, theirs] =
      role === 'client'
        ? (['client_to_server', 'server_to_client'] as const)
        : (['server_to_client', 'client_to_server'] as const);
    this.#ours = new RequestCallers({ ...shared, direction: ours, observer: this.#outgoing });
    this.#theirs = new RequestCallers({ ...shared, direction: theirs });
  }

  /** Opens the connection in the caller's scope, which is lent until it is open and no longer. */
  connecting(transport: unknown, connect: () => unknown): unknown {
    this.attach(transport);
    const scope = activeScope(this.#instrument);
    if (scope === undefined) return this.#options.heddle.detached(connect);
    const lease = new Lease(scope);
    return watchResult(
      this.#within(lease, connect),
      untilOver(() => lease.end()),
    );
  }

  /** Follows the connection on a transport from now on. */
  attach(transport: unknown): void {
    if (typeof transport !== 'object' || transport === null) return;
    this.#guard(() => {
      this.#transport = transport;
      this.#peer.reachedBy(transport);
      if (tapTransport(transport, this)) return;
      this.#instrument.diagnostics.report(
        'transport_untapped',
        'An MCP transport cannot be changed: its messages carry no context and are not told.',
      );
    });
  }

  /** Calls `target` as one request that this side makes; inside such a call, simply calls it. */
  request(
    method: string,
    paramsOf: ParamsOf,
    target: AnyFunction,
    self: unknown,
    args: unknown[],
  ): unknown {
    const around = exchangeOf(this.#instrument.context.active());
    if (this.#outgoing.has(around)) return Reflect.apply(target, self, args);
    return this.#ours.callerOf(method, paramsOf).apply(target, self, args);
  }

  /** Calls `target` as a request of the other side that never was on the wire by itself. */
  embedded(method: string, params: unknown, target: () => unknown): unknown {
    return this.#theirs.callerOf(method, onWire).apply(target, undefined, [params]);
  }

  starting(start: () => unknown): unknown {
    return this.#options.heddle.detached(start);
  }

  outbound(message: unknown, send: (message: unknown) => unknown): unknown {
    const read = readMessage(message);
    if (read?.kind === 'request') return this.#sendRequest(message as object, read, send);
    this.#guard(() => {
      if (read?.kind === 'response') {
        this.#learn(this.#incoming.answered(read), read.result);
      } else if (read?.method === 'notifications/cancelled') {
        this.#outgoing.givenUp(field(read.params, 'requestId'), field(read.params, 'reason'));
      }
    });
    // An answer or a notification may open what lives on, such as the stream of an HTTP client.
    return this.#options.heddle.detached(() => send(message));
  }

  inbound(message: unknown, deliver: () => unknown): unknown {
    const read = readMessage(message);
    switch (read?.kind) {
      case 'request':
        return this.#receive(read, deliver);
      case 'response': {
        const exchange = this.#guard(() => this.#learnAsClient(read));
        return this.#within(exchange?.lease, deliver);
      }
      case 'notification': {
        const exchange = this.#guard(() => this.#notified(read));
        return this.#within(exchange?.lease, deliver);
      }
      case undefined:
        return deliver();
    }
  }

  closed(): void {
    this.#guard(() => {
      this.#outgoing.closed();
      this.#incoming.closed();
    });
  }

  #sendRequest(
    message: object,
    read: Message<'request'>,
    send: (message: unknown) => unknown,
  ): unknown {
    const scope = this.#instrument.context.active();
    const exchange = exchangeAround(scope);
    if (!this.#outgoing.has(exchange)) return this.#sendAlone(message, read, send);
    const prepared = this.#guard(() => {
      this.#peer.learnFromRequest(read.params);
      this.#outgoing.sent(exchange, read.id);
      return this.#carrying(message, exchange.operation);
    });
    const go = (): unknown => send(prepared ?? message);
    // A subscription's stream outlives the call that opened it.
    if (read.method === 'subscriptions/listen') return this.#options.heddle.detached(go);
    return this.#within(exchange.lease, go);
  }

  /** A request that comes from below every method that is watched: it is told by its answer. */
  #sendAlone(
    message: object,
    { id, method, params }: Message<'request'>,
    send: (message: unknown) => unknown,
  ): unknown {
    let sending: unknown;
    let isSent = false;
    const request = this.#outgoing.openAlone(id, method);
    const target = (): Promise<unknown> => {
      const exchange = exchangeOf(this.#instrument.context.active());
      const prepared = this.#guard(() => {
        if (exchange !== undefined) this.#outgoing.sent(exchange, id);
        return this.#carrying(message, exchange?.operation);
      });
      isSent = true;
      sending = this.#within(exchange?.lease, () => send(prepared ?? message));
      if (sending instanceof Promise) sending.catch((error: unknown) => request.reject(error));
      return request.answer;
    };
    const answer = this.#ours
      .callerOf(method, onWire)
      .apply(target, undefined, this.#argsOf(params, request));
    if (!(answer instanceof Promise)) return sending;
    answer.catch(() => this.#outgoing.refused(id));
    // A gate that is still thinking, or has refused, is what the sender waits for.
    return isSent ? sending : answer;
  }

  /** A request of the other side: guarded, where it calls a tool, and told by its answer. */
  #receive({ id, method, params }: Message<'request'>, deliver: () => unknown): unknown {
    let isDelivered = false;
    let failure: { readonly error: unknown } | undefined;
    const request = this.#incoming.open(id, method);
    const target = (): Promise<unknown> => {
      isDelivered = true;
      try {
        deliver();
      } catch (error) {
        failure = { error };
        request.reject(error);
      }
      return request.answer;
    };
    const isHandled = this.#guard(() => {
      this.#peer.learnFromRequest(params);
      const caller = this.#theirs.callerOf(method, onWire);
      const args = this.#argsOf(params, request);
      const answer = this.#belonging(params, () => caller.apply(target, undefined, args));
      if (answer instanceof Promise) answer.catch((error: unknown) => this.#refuse(id, error));
      return true;
    });
    if (failure !== undefined) throw failure.error;
    return isHandled === true || isDelivered ? undefined : deliver();
  }

  /** A wait for a person ends when the request is given up; no other call needs the signal. */
  #argsOf(params: unknown, request: PendingRequest): unknown[] {
    const mayWait = request.method === 'tools/call' && this.#instrument.furnishing.gate.active;
    return mayWait ? [params, { signal: request.signal }] : [params];
  }

  /** Answers in the server's place. A caller who cancelled meanwhile wants no answer. */
  #refuse(id: RequestId, error: unknown): void {
    this.#guard(() => {
      if (!GuardBlockedError.isInstance(error) || !this.#incoming.has(id)) return;
      const transport = this.#transport as { send(message: object): Promise<void> };
      transport.send(refusalResponse(id, error)).catch(() => undefined);
    });
  }

  /** Runs what a request of the other side sets off in the scope that it belongs to. */
  #belonging<Result>(params: unknown, fn: () => Result): Result {
    const { context } = this.#instrument;
    const isClient = this.#options.role === 'client';
    const exchange = isClient ? this.#outgoing.relatedTo(params, context.active()) : undefined;
    if (exchange !== undefined) return context.with(exchange.operation, fn, undefined, []);
    const carrier = contextIn(params);
    const remote = carrier && extractScope(carrier);
    if (remote !== undefined) return context.with(remote, fn, undefined, []);
    // A client's transport calls from wherever it happened to be opened; a server's from the request.
    return isClient ? this.#options.heddle.detached(fn) : fn();
  }

  /** Reads a notification of the other side. Returns the exchange in whose course it came. */
  #notified({ method, params }: Message<'notification'>): Exchange | undefined {
    if (method === 'notifications/cancelled') {
      this.#incoming.cancelled(field(params, 'requestId'), field(params, 'reason'));
      return undefined;
    }
    if (method === 'notifications/progress') {
      const exchange = this.#outgoing.byProgressToken(field(params, 'progressToken'));
      exchange?.notified(true);
      return exchange;
    }
    if (this.#options.role === 'server') return undefined;
    const exchange = this.#outgoing.relatedTo(params, this.#instrument.context.active());
    exchange?.notified(false);
    const { capture, server } = this.#options;
    recordNotification(this.#instrument, { server, method, params, exchange, capture });
    return exchange;
  }

  #learnAsClient(response: Message<'response'>): Exchange | undefined {
    const exchange = this.#outgoing.answered(response);
    this.#learn(exchange?.method, response.result);
    return exchange;
  }

  #learn(method: string | undefined, result: unknown): void {
    if (method === 'tools/list') this.#tools.learn(result);
    else if (method === 'initialize') this.#peer.learn(field(result, 'protocolVersion'));
  }

  #carrying(message: object, scope: Scope | undefined): object {
    return this.#options.propagate ? withContext(message, scope) : message;
  }

  #within<Result>(lease: Lease | undefined, fn: () => Result): Result {
    return lease === undefined ? fn() : this.#instrument.context.with(lease, fn, undefined, []);
  }

  #guard<Result>(fn: () => Result): Result | undefined {
    return this.#instrument.guard(fn);
  }
}
