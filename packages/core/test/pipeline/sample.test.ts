import { execFileSync } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSampler } from '../../src/pipeline/sample.ts';

const traceIds = Array.from({ length: 20_000 }, () => randomBytes(16).toString('hex'));

describe('createSampler', () => {
  it.each([0.01, 0.1, 0.5, 0.9])('keeps the asked part: %d', (ratio) => {
    const sample = createSampler(ratio);
    for (const ids of [
      traceIds,
      traceIds.map(() => randomUUID()),
      traceIds.map((_, n) => `session-${n}`),
    ]) {
      const kept = ids.filter(sample).length / ids.length;
      // Five standard deviations of a binomial: one false alarm in two million.
      expect(Math.abs(kept - ratio)).toBeLessThan(
        5 * Math.sqrt((ratio * (1 - ratio)) / ids.length),
      );
    }
  });

  it('keeps everything at 1 and nothing at 0', () => {
    expect(traceIds.every(createSampler(1))).toBe(true);
    expect(traceIds.some(createSampler(0))).toBe(false);
  });

  it('keeps with a larger ratio what a smaller one keeps', () => {
    const kept = traceIds.filter(createSampler(0.2));
    expect(kept.every(createSampler(0.3))).toBe(true);
  });

  it('decides as W3C consistent sampling does: by the last 56 bits', () => {
    const sample = createSampler(0.25);
    expect(sample(`${'0'.repeat(18)}${'c'}${'0'.repeat(13)}`)).toBe(true);
    expect(sample(`${'f'.repeat(18)}bffffffffffff${'f'}`)).toBe(false);
  });

  it('decides alike in another process', () => {
    const ids = traceIds.slice(0, 50);
    const script = `import { createSampler } from '${new URL('../../src/pipeline/sample.ts', import.meta.url).href}';
      const sample = createSampler(0.5);
      console.log(JSON.stringify(${JSON.stringify(ids)}.map((id) => sample(id))));`;
    const answer = execFileSync(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '-e', script],
      {
        encoding: 'utf8',
      },
    );
    expect(JSON.parse(answer)).toEqual(ids.map(createSampler(0.5)));
  });

  it('asks a function for a ratio or a decision, and keeps the run when it fails', () => {
    const [id = ''] = traceIds;
    expect(createSampler(() => false)(id)).toBe(false);
    expect(createSampler(() => 0)(id)).toBe(false);
    expect(createSampler(() => 1)(id)).toBe(true);
    expect(createSampler(() => Number.NaN)(id)).toBe(true);
    expect(createSampler((() => 'yes') as unknown as () => boolean)(id)).toBe(true);
    const failing = createSampler(() => {
      throw new Error('no');
    });
    expect(failing(id)).toBe(true);
  });
});
