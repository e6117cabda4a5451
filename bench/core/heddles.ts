import { createHeddle, noop, policies, type Heddle, type HeddleOptions } from '@heddle/core';
import type { Work } from './floors.ts';
import { nowhere, type Subject } from './subject.ts';

/** Heddle in every state it can be in. */
export function heddles(async: Work, sync: Work): Subject[] {
  const make = (options: HeddleOptions = {}): Heddle =>
    createHeddle({ agent: { key: 'bench' }, transport: noop(), exitFlushMs: 0, ...options });
  const on = make();
  const inRun = (heddle: Heddle) => (body: () => Promise<void>) => heddle.run('bench', body);
  const subject = (
    name: string,
    heddle: Heddle,
    fn: Work,
    within: Subject['within'] = inRun(heddle),
  ): Subject => ({
    name,
    kind: 'heddle',
    within,
    call: heddle.withTool(name, fn),
    settle: async () => void (await heddle.flush()),
  });
  const guarded = make({
    mode: 'enforce',
    gate: policies(
      Array.from({ length: 100 }, (_, index) => ({
        key: `p${index}`,
        effect: 'block' as const,
        match: { tool: `other_${index}`, action: 'delete' },
      })),
    ),
  });
  return [
    subject('Heddle, async', on, async),
    subject('Heddle, sync', on, sync),
    subject('Heddle, 100 policies', guarded, async),
    subject('Heddle, sampled out', make({ sample: 0 }), async),
    subject('Heddle, outside any run, ignored', make({ outsideRun: 'ignore' }), async, nowhere),
    subject('Heddle, outside any run, bare', make({ outsideRun: 'bare' }), async, nowhere),
    subject('Heddle, outside any run, own run', on, async, nowhere),
    subject('Heddle, disabled', make({ enabled: false }), async),
  ];
}
