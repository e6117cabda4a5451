import { createHeddle, memory } from '@heddle/core';
import { expect, it } from 'vitest';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const baggage = 'heddle.run.id=run_1,heddle.agent.key=caller';

/** Runs something in the context that a message came with. */
async function eventsWithin(carrier: Record<string, string>): Promise<number> {
  const transport = memory();
  const heddle = createHeddle({ transport, exitFlushMs: 0 });
  heddle.within(heddle.extract(carrier), () => heddle.run('answer', () => 1));
  await heddle.flush();
  return transport.events.filter(({ type }) => type.startsWith('agent.run.')).length;
}

it('takes no sampling decision from a tracer that wrote traceparent over our own', async () => {
  // What an OpenTelemetry propagator sends when its sampler said no: our baggage, its parent.
  const traceparent = `00-${traceId}-00f067aa0ba902b7-00`;
  expect(await eventsWithin({ traceparent, baggage })).toBe(2);
  expect(await eventsWithin({ traceparent, baggage, tracestate: 'heddle=b7ad6b7169203331' })).toBe(
    2,
  );
});

it('goes by the decision of another Heddle', async () => {
  const traceparent = `00-${traceId}-00f067aa0ba902b7-00`;
  expect(
    await eventsWithin({ traceparent, baggage, tracestate: 'heddle=00f067aa0ba902b7,x=y' }),
  ).toBe(0);
});
