import { createHeddle, memory } from '@heddle/core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTelemetry, otelTransport } from '../../src/index.ts';
import { exampleOptions, exampleRun } from '../support/example-run.ts';
import { exampleAttributes, exampleFacts, exampleTree } from '../support/example-spans.ts';
import { SDK_NAMES, SDKS, spanTree, type FinishedSpan, type RunningSdk } from '../support/sdks.ts';

/** What our inference guesses is not what these tests are about. */
const GUESSED = /^heddle\.(action\.risk_level|resource\.)/;

async function spansOf(
  sdk: RunningSdk,
  mode: 'live' | 'after the fact',
): Promise<readonly FinishedSpan[]> {
  const heddle = createHeddle({
    ...exampleOptions,
    ...(mode === 'live'
      ? { ...openTelemetry({ conventions: 'latest' }), transport: memory() }
      : { transport: otelTransport({ conventions: 'latest' }) }),
  });
  await exampleRun(heddle);
  await heddle.shutdown();
  expect(heddle.diagnostics().lastInternalError).toBeUndefined();
  return sdk.finished();
}

describe.each(SDK_NAMES)('with %s', (name) => {
  let sdk: RunningSdk;
  afterEach(() => sdk.stop());

  describe.each(['live', 'after the fact'] as const)('%s', (mode) => {
    beforeEach(() => {
      sdk = SDKS[name]();
    });

    it('tells the example run as the tree of the conventions', async () => {
      expect(spanTree(await spansOf(sdk, mode))).toBe(exampleTree);
    });

    it('gives every span exactly the attributes of the table', async () => {
      const spans = await spansOf(sdk, mode);
      for (const [spanName, expected] of Object.entries(exampleAttributes)) {
        const span = spans.find((one) => one.name === spanName);
        const attributes = Object.fromEntries(
          Object.entries(span?.attributes ?? {}).filter(
            // After the fact the SDK's ids are not ours, and ours are attributes.
            ([key]) => !GUESSED.test(key) && key !== 'heddle.trace.id' && key !== 'heddle.span.id',
          ),
        );
        expect({ [spanName]: attributes }).toEqual({ [spanName]: expected });
      }
    });

    it('tells decisions, errors and acceptances as events of their spans', async () => {
      const spans = await spansOf(sdk, mode);
      const facts = spans
        .filter(({ events }) => events.length > 0)
        .map((span) => [span.name, span.events.map((event) => event.name)] as const);
      expect(Object.fromEntries(facts)).toEqual(exampleFacts);
      const shipped = spans.find((span) => span.name === 'execute_tool ship');
      expect(shipped?.events[0]?.attributes).toMatchObject({
        'exception.type': 'TypeError',
        'exception.message': 'no carrier',
      });
      expect(shipped?.status.message).toBe('no carrier');
    });

    it('puts every span inside its parent in time, to the millisecond', async () => {
      const spans = await spansOf(sdk, mode);
      const ms = ([seconds, nanos]: readonly [number, number]): number =>
        seconds * 1000 + nanos / 1e6;
      const byId = new Map(spans.map((span) => [span.spanContext().spanId, span]));
      for (const span of spans) {
        const parent = byId.get(span.parentSpanContext?.spanId ?? span.parentSpanId ?? '');
        if (parent === undefined) continue;
        expect(ms(span.startTime)).toBeGreaterThanOrEqual(ms(parent.startTime));
        expect(ms(span.endTime)).toBeLessThanOrEqual(ms(parent.endTime) + 1);
      }
    });
  });
});
