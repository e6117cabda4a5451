import { describe, expect, test } from 'vitest';
import type { Batch, EncodedEvent, SendResult, Transport } from '@heddle/core';

/** A transport under test and a way to see what arrived at the far end. */
export interface TransportUnderTest {
  readonly transport: Transport;
  /** JSON of the events that arrived, in order. Undefined where there is nothing to see. */
  readonly arrived?: () => readonly string[] | Promise<readonly string[]>;
  /** Makes the far end unable to take anything, until `mend`. */
  readonly break?: () => void | Promise<void>;
  readonly mend?: () => void | Promise<void>;
  readonly cleanUp?: () => void | Promise<void>;
}

export interface TransportExpectations {
  /** Whether `send` answers without a promise. */
  readonly synchronous: boolean;
  /** Whether a batch that comes twice arrives twice; a receiver that knows ids sees one. */
  readonly repeats?: boolean;
}

const statuses = ['delivered', 'partial', 'retry', 'too_large', 'refused'];

/**
 * What every transport must do, as vitest tests. Gets a maker, so that each test has a fresh one.
 *
 * @example
 * transportContract(() => ({ transport: myTransport() }), { synchronous: false });
 */
export function transportContract(
  make: () => TransportUnderTest | Promise<TransportUnderTest>,
  expectations: TransportExpectations,
): void {
  async function using(work: (subject: TransportUnderTest) => Promise<void>): Promise<void> {
    const subject = await make();
    try {
      await work(subject);
      await subject.transport.close?.();
    } finally {
      await subject.cleanUp?.();
    }
  }

  describe('transport contract', () => {
    test('has a name and sensible wishes', () =>
      using(async ({ transport }) => {
        expect(transport.name).not.toBe('');
        const wishes = [transport.maxBatchEvents, transport.maxBatchBytes, transport.timeoutMs];
        for (const wish of wishes) if (wish !== undefined) expect(wish).toBeGreaterThan(0);
      }));

    test(`answers ${expectations.synchronous ? 'at once' : 'with a promise'}`, () =>
      using(async ({ transport }) => {
        const answer = transport.send(batchOf(1), new AbortController().signal);
        expect(answer instanceof Promise).toBe(!expectations.synchronous);
        expect(statuses).toContain((await answer).status);
      }));

    test('delivers every event of a batch, in order and unchanged', () =>
      using(async ({ transport, arrived }) => {
        const batch = batchOf(50);
        expect(await send(transport, batch)).toEqual({ status: 'delivered' });
        if (arrived) expect(await arrived()).toEqual(batch.events.map(({ json }) => json));
      }));

    test('does not change what it is given', () =>
      using(async ({ transport }) => {
        const batch = batchOf(3);
        const before = JSON.stringify(batch);
        for (const { event } of batch.events) Object.freeze(event);
        await send(transport, Object.freeze(batch));
        expect(JSON.stringify(batch)).toBe(before);
      }));

    test('takes text of every script, and what is not whole text', () =>
      using(async ({ transport, arrived }) => {
        const texts = ['é', '漢字', '🧵', '\u0000\u001b[31m', '\u2028', 'a"b\\c\n', '\ud800'];
        const batch = batchOf(texts.length, (index) => ({ text: texts[index] }));
        expect(await send(transport, batch)).toEqual({ status: 'delivered' });
        if (arrived) expect(await arrived()).toEqual(batch.events.map(({ json }) => json));
      }));

    test('a retry of the same batch is welcome', () =>
      using(async ({ transport, arrived }) => {
        const batch = batchOf(2);
        await send(transport, batch);
        expect(await send(transport, { ...batch, attempt: 2 })).toEqual({ status: 'delivered' });
        const times = expectations.repeats === false ? 1 : 2;
        if (arrived) expect(await arrived()).toHaveLength(2 * times);
      }));

    test('says no by value: never throws, never rejects, and works again afterwards', () =>
      using(async (subject) => {
        if (!subject.break) return;
        await subject.break();
        expect(await send(subject.transport, batchOf(2))).toMatchObject({
          status: 'retry',
          reason: expect.stringMatching(/./),
        });
        await subject.mend?.();
        const batch = batchOf(2);
        expect(await send(subject.transport, batch)).toEqual({ status: 'delivered' });
        if (subject.arrived) {
          expect(await subject.arrived()).toEqual(batch.events.map(({ json }) => json));
        }
      }));

    test('an aborted send settles', () =>
      using(async ({ transport }) => {
        const controller = new AbortController();
        const answer = transport.send(batchOf(2), controller.signal);
        controller.abort();
        expect(statuses).toContain((await answer).status);
      }));
  });
}

async function send(transport: Transport, batch: Batch): Promise<SendResult> {
  return transport.send(batch, new AbortController().signal);
}

let made = 0;

/** A batch of ready events, with `metadata` of your choice. */
export function batchOf(count: number, metadata?: (index: number) => object): Batch {
  const events = Array.from({ length: count }, (_, index): EncodedEvent => {
    made += 1;
    const event = {
      type: 'agent.run.started',
      eventId: `00000000-0000-7000-8000-${made.toString(16).padStart(12, '0')}`,
      timestamp: '2026-11-21T00:00:00.000Z',
      agentKey: 'contract',
      sequenceNumber: index + 1,
      run: { name: 'answer' },
      ...(metadata && { metadata: metadata(index) }),
    } as unknown as EncodedEvent['event'];
    const json = JSON.stringify(event);
    return { event, json, bytes: Buffer.byteLength(json) };
  });
  const bytes = events.reduce((sum, event) => sum + event.bytes, 0);
  return { id: `batch-${made}`, events, bytes, attempt: 1, sentAt: Date.UTC(2026, 10, 21) };
}
