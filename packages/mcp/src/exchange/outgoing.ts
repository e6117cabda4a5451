import type { Operation, Scope, WorkObserver } from '@heddle/core/integration';
import {
  field,
  JsonRpcError,
  textField,
  type JsonRpcMessage,
  type RequestId,
} from '../wire/json-rpc.ts';
import { contextIn } from '../wire/meta.ts';
import { abortError, PendingRequest } from './pending-request.ts';
import { Exchange, exchangeAround, exchangeOf, rememberExchange } from './exchange.ts';

type Message<Kind> = Extract<JsonRpcMessage, { readonly kind: Kind }>;

/** Where a message says which task it belongs to; the status of a task says it openly. */
const RELATED_TASK = 'io.modelcontextprotocol/related-task';

/** The requests that this side has made and that are not over: which exchange each belongs to. */
export class Outgoing implements WorkObserver {
  readonly #open = new Set<Exchange>();
  readonly #byId = new Map<RequestId, Exchange>();
  /** Requests that nobody above the wire speaks for: their answer is told here. */
  readonly #alone = new Map<RequestId, PendingRequest>();
  readonly #byTask = new Map<string, Exchange>();
  /** Said of exchanges that can be answered without the wire. */
  readonly #mayBeCached: (method: string) => boolean;

  constructor(mayBeCached: (method: string) => boolean) {
    this.#mayBeCached = mayBeCached;
  }

  begun(operation: Operation): void {
    const method = textField(operation.facts.mcp, 'method') ?? '';
    const exchange = new Exchange(operation, method);
    rememberExchange(exchange);
    this.#open.add(exchange);
    if (method.endsWith('/list') || method === 'resources/read') {
      exchange.expectNothing(method === 'tools/list' && this.#mayBeCached(method));
    }
  }

  ended(operation: Operation): void {
    const exchange = exchangeOf(operation);
    if (exchange === undefined) return;
    exchange.lease.end();
    this.#open.delete(exchange);
    // After a reconnection an id may be somebody else's by now.
    for (const id of exchange.ids) if (this.#byId.get(id) === exchange) this.#byId.delete(id);
    for (const [task, owner] of this.#byTask) if (owner === exchange) this.#byTask.delete(task);
  }

  has(exchange: Exchange | undefined): exchange is Exchange {
    return exchange !== undefined && this.#open.has(exchange);
  }

  sent(exchange: Exchange, id: RequestId): void {
    exchange.sent(id);
    this.#byId.set(id, exchange);
  }

  /** A request that is sent on its own. */
  openAlone(id: RequestId, method: string): PendingRequest {
    const request = new PendingRequest(method);
    this.#alone.set(id, request);
    return request;
  }

  /** A request that is sent on its own came to nothing: this side gave it up. */
  givenUp(id: unknown, reason: unknown): void {
    const request = this.#alone.get(id as RequestId);
    this.#alone.delete(id as RequestId);
    request?.abort(abortError(reason));
  }

  /** Forgets a request that was never sent. */
  refused(id: RequestId): void {
    this.#alone.delete(id);
  }

  /** An answer arrived. Returns the exchange it is for. */
  answered({ id, result, error }: Message<'response'>): Exchange | undefined {
    const alone = this.#alone.get(id);
    this.#alone.delete(id);
    if (error !== undefined) alone?.reject(new JsonRpcError(error));
    else alone?.resolve(result);
    const exchange = this.#byId.get(id);
    const task = field(field(result, 'task'), 'taskId');
    if (exchange !== undefined && typeof task === 'string') this.#byTask.set(task, exchange);
    return exchange;
  }

  /** The exchange that a progress notification reports on: its token is the request's id. */
  byProgressToken(token: unknown): Exchange | undefined {
    return this.#byId.get(token as RequestId) ?? this.#byId.get(Number(token));
  }

  /**
   * The exchange in whose course the other side sent something. JSON-RPC does not say, so in this
   * order: the stream it came on, its task, the trace it carries, and the only run that is waiting.
   * Among several runs none is guessed: a wrong run is worse than none.
   */
  relatedTo(params: unknown, scope: Scope | undefined): Exchange | undefined {
    const around = exchangeAround(scope);
    if (this.has(around)) return around;
    const task = field(field(field(params, '_meta'), RELATED_TASK), 'taskId');
    const owner = this.#byTask.get((task ?? field(params, 'taskId')) as string);
    return owner ?? this.#ofTrace(params) ?? this.#ofOnlyRun();
  }

  closed(): void {
    const error = new Error('The connection was closed before the answer.');
    for (const request of this.#alone.values()) request.reject(error);
    this.#alone.clear();
  }

  #ofTrace(params: unknown): Exchange | undefined {
    const traceparent = contextIn(params)?.['traceparent'];
    const traceId = typeof traceparent === 'string' ? traceparent.split('-')[1] : undefined;
    if (traceId === undefined) return undefined;
    return last([...this.#open].filter(({ operation }) => operation.run?.traceId === traceId));
  }

  #ofOnlyRun(): Exchange | undefined {
    let only: Exchange | undefined;
    for (const exchange of this.#open) {
      if (only !== undefined && only.operation.run !== exchange.operation.run) return undefined;
      only = exchange;
    }
    return only;
  }
}

const last = <Item>(items: readonly Item[]): Item | undefined => items[items.length - 1];
