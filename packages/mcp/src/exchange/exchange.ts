import { createStamp, Lease, Operation, type Scope } from '@heddle/core/integration';
import type { RequestId } from '../wire/json-rpc.ts';

/**
 * One request as its caller sees it: one operation, and the none, one or many requests on the wire
 * that it takes (a cache, pages, a task that is polled, rounds that ask for input).
 */
export class Exchange {
  readonly operation: Operation;
  readonly method: string;
  /** Stands for the operation wherever something may remember the context for longer. */
  readonly lease: Lease;
  readonly ids: RequestId[] = [];
  /** Messages that the other side sent while it worked, and how many of them were progress. */
  notifications = 0;
  progress = 0;

  constructor(operation: Operation, method: string) {
    this.operation = operation;
    this.method = method;
    this.lease = new Lease(operation);
  }

  /** Before anything was sent: a call that may be answered without asking anybody. */
  expectNothing(fromCache: boolean): void {
    this.operation.record({ requestCount: 0, ...(fromCache && { fromCache }) });
  }

  /** A request of this exchange goes out. One is the rule and goes without saying. */
  sent(id: RequestId): void {
    this.ids.push(id);
    const count = this.ids.length;
    this.operation.record({
      mcp: { requestId: id },
      requestCount: count === 1 ? undefined : count,
      fromCache: undefined,
    });
  }

  /** The other side said something meanwhile. */
  notified(progress: boolean): void {
    this.notifications++;
    if (progress) this.progress++;
    this.operation.record({
      metadata: { notifications: this.notifications, progressNotifications: this.progress },
    });
  }
}

const exchanges = createStamp<Exchange>();

/** Remembers which exchange an operation is. */
export function rememberExchange(exchange: Exchange): void {
  exchanges.set(exchange.operation, exchange);
}

/** The exchange that an operation is; undefined for any other scope. */
export function exchangeOf(scope: Scope | undefined): Exchange | undefined {
  return scope instanceof Operation ? exchanges.get(scope) : undefined;
}

/** The exchange in whose scope, or in whose name, code runs. */
export function exchangeAround(scope: Scope | undefined): Exchange | undefined {
  return exchangeOf(scope?.kind === 'lease' ? scope.held : scope);
}
