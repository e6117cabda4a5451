import {
  createHeddle,
  memory,
  noop,
  type AnyFunction,
  type Heddle,
  type HeddleOptions,
} from '@heddle/core';
import { describe, expect, test } from 'vitest';
import { behaviourSuite, compareBehaviour, type Wrap } from '../src/index.ts';

const quiet: HeddleOptions = { agent: { key: 'behaviour' }, exitFlushMs: 0 };

/** Every mode in which a wrapper may find itself: the host must not be able to tell any of them. */
const modes: Record<string, () => Heddle> = {
  enabled: () => createHeddle({ ...quiet, transport: memory() }),
  disabled: () => createHeddle({ ...quiet, enabled: false }),
  'sampled out': () => createHeddle({ ...quiet, sample: 0, transport: memory() }),
  'transport throws': () =>
    createHeddle({
      ...quiet,
      transport: {
        name: 'throws',
        send() {
          throw new Error('transport');
        },
      },
    }),
  'redactor throws': () =>
    createHeddle({
      ...quiet,
      transport: noop(),
      redact: {
        hook() {
          throw new Error('redactor');
        },
      },
    }),
  'outside any run, ignored': () =>
    createHeddle({ ...quiet, transport: memory(), outsideRun: 'ignore' }),
  'monitored by a policy that would block': () =>
    createHeddle({
      ...quiet,
      transport: memory(),
      mode: 'monitor',
      policies: [{ key: 'all', effect: 'block', match: {} }],
    }),
};

/** The wrappers a function can have; nested ones must add up to nothing, too. */
const wrappers: Record<string, (heddle: Heddle) => Wrap> = {
  withTool: (heddle) => (fn) => heddle.withTool('subject', fn),
  'withStep around withTool': (heddle) => (fn) =>
    heddle.withStep('outer', heddle.withTool('subject', fn)),
  withLLM: (heddle) => (fn) => heddle.withLLM('model', fn),
  withRun: (heddle) => (fn) => heddle.withRun('subject', fn),
  withMCP: (heddle) => (fn: AnyFunction) => heddle.withMCP({ server: 's', tool: 't' }, fn) as never,
};

for (const [mode, make] of Object.entries(modes)) {
  describe(mode, () => {
    for (const [wrapper, wrapWith] of Object.entries(wrappers)) {
      test.each(behaviourSuite)(`${wrapper}: $id $name`, async (one) => {
        const heddle = make();
        const comparison = await heddle.detached(() => compareBehaviour(one, wrapWith(heddle)));
        expect(comparison).toEqual({ same: true });
      });
    }
  });
}
