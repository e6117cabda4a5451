import type { Batch, EncodedEvent, SendResult, Transport } from '../../src/transport/transport.ts';

/** A transport whose answers a test writes, and which remembers what it was given. */
export interface ScriptedTransport extends Transport {
  readonly batches: Batch[];
  /** Event ids it has said yes to, in the order of arrival, repeats included. */
  readonly stored: string[];
}

/** `answer` gets each batch; a plain result is a synchronous answer. */
export function scripted(
  answer: (batch: Batch, signal: AbortSignal) => SendResult | Promise<SendResult>,
  options: Partial<Transport> = {},
): ScriptedTransport {
  const batches: Batch[] = [];
  const stored: string[] = [];
  const note = ({ events }: Batch, result: SendResult): SendResult => {
    for (const [index, { event }] of events.entries()) {
      const one = result.status === 'partial' ? result.results[index]?.status : result.status;
      if (one === 'delivered' || one === 'stored' || one === 'duplicate')
        stored.push(event.eventId);
    }
    return result;
  };
  return {
    name: 'scripted',
    batches,
    stored,
    send(batch, signal) {
      batches.push(batch);
      const result = answer(batch, signal);
      return result instanceof Promise ? result.then((r) => note(batch, r)) : note(batch, result);
    },
    ...options,
  };
}

export const delivered: SendResult = { status: 'delivered' };
export const retry: SendResult = { status: 'retry', reason: 'busy' };

export function idsOf(events: readonly EncodedEvent[]): string[] {
  return events.map(({ event }) => event.eventId);
}
