import type { AgentEvent } from '@heddle/events';

/**
 * One event on its way out: redacted, bounded and serialised exactly once.
 * `json` is what a wire writes and `bytes` is its UTF-8 length; `event` is the same fact as an
 * object, for transports that look inside. Neither may be changed: several transports share it.
 */
export interface EncodedEvent {
  readonly event: AgentEvent;
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
    }
  | { readonly status: 'too_large'; readonly reason: string }
  | { readonly status: 'refused'; readonly reason: string };

/**
 * The port through which batches leave the process. Retry, spool and fan-out are decorators of it.
 *
 * A result that is not a promise means the batch was taken synchronously; the buffer uses that to
 * empty itself in a burst (`memory`, `console`, `file`).
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
  readonly name: string;
  /** Most events one batch should hold; the sender's own limit applies when absent. */
  readonly maxBatchEvents?: number;
  /** Most bytes of JSON one batch should hold. */
  readonly maxBatchBytes?: number;
  send(batch: Batch, signal: AbortSignal): SendResult | Promise<SendResult>;
  /** Called once, after the last send. */
  close?(): void | Promise<void>;
}
