import type { AnyEvent } from '@heddle/events';

/**
 * One event on its way out: redacted, bounded and serialised exactly once.
 * `json` is what a wire writes and `bytes` is its UTF-8 length; `event` is the same fact as an
 * object, for transports that look inside. Neither may be changed: several transports share it.
 */
export interface EncodedEvent {
  readonly event: AnyEvent;
  readonly json: string;
  readonly bytes: number;
}

/**
 * What a transport is handed. `id` stays the same over every retry of the same batch, so that a
 * receiver can recognise it (the `Idempotency-Key` of the HTTP wire).
 */
export interface Batch {
  readonly id: string;
  readonly events: readonly EncodedEvent[];
  readonly bytes: number;
  /** 1 for the first try. */
  readonly attempt: number;
  /** When this try began, in milliseconds since the epoch. */
  readonly sentAt: number;
}

/** What became of one event of a batch, where the wire can say so. */
export type EventResult =
  | { readonly status: 'stored' | 'duplicate' }
  | { readonly status: 'retry'; readonly reason?: string }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * The outcome of a send. A transport never throws to say "no": failure is a value.
 *
 * - `delivered`: the receiver has taken responsibility for every event.
 * - `partial`: one result per event, in the batch's order. A missing entry counts as `retry`.
 * - `retry`: nothing was taken; try the same batch again, not before `afterMs`.
 *   `pause: true` asks for a long wait (a wrong key, a wrong address): retrying soon cannot help.
 *   `suspect: true` says that the batch itself may be what the receiver fails at.
 * - `too_large`: the receiver wants smaller batches; the sender halves it.
 * - `refused`: the batch can never be taken as it is. One event alone is quarantined; more than
 *   one are bisected until the culprit is alone.
 */
export type SendResult =
  | { readonly status: 'delivered' }
  | { readonly status: 'partial'; readonly results: readonly EventResult[] }
  | {
      readonly status: 'retry';
      readonly reason: string;
      readonly afterMs?: number;
      readonly pause?: boolean;
      readonly suspect?: boolean;
    }
  | { readonly status: 'too_large'; readonly reason: string }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * The port through which batches leave the process. Retry, spool and fan-out are decorators of it.
 *
 * A result that is not a promise means the batch was taken synchronously; the buffer uses that to
 * empty itself in a burst (`memory`, `console`, `file`) and when the process exits.
 *
 * @example
 * const shout: Transport = {
 *   name: 'shout',
 *   send(batch) {
 *     for (const { json } of batch.events) process.stdout.write(json + '\n');
 *     return { status: 'delivered' };
 *   },
 * };
 */
export interface Transport {
  /** Says where events go, e.g. `http collector.example.com`. Its place in a spool is kept by it. */
  readonly name: string;
  /** Most events one batch should hold; the sender's own limit applies when absent. */
  readonly maxBatchEvents?: number;
  /** Most bytes of JSON one batch should hold. */
  readonly maxBatchBytes?: number;
  /** Longest an event should wait for others to travel with; the sender's own limit when absent. */
  readonly maxDelayMs?: number;
  /** After this long without an answer `signal` is aborted and the batch tried again. Default 10 s. */
  readonly timeoutMs?: number;
  /** False: what it cannot take now is not worth keeping on disk (a terminal, a test, a file). */
  readonly spooled?: boolean;
  send(batch: Batch, signal: AbortSignal): SendResult | Promise<SendResult>;
  /** Called once, after the last send. */
  close?(): void | Promise<void>;
}

/**
 * Several destinations for the same events. Not a transport itself: each member gets a queue, a
 * retry state and a place of its own, so that a slow one holds up nobody.
 */
export interface TransportGroup {
  readonly name: string;
  readonly transports: readonly Transport[];
}
