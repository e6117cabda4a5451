import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createCounters } from '../../src/gate/counters.ts';
import type { RateLimit } from '../../src/gate/policy.ts';

const MINUTE = 60_000;
const HOUR = 3_600_000;

function counting() {
  const clock = { ms: 1_000, now: () => clock.ms };
  const counters = createCounters(clock);
  const call = (limit: RateLimit, runId?: string) => {
    if (counters.exceeds('p', limit, runId)) return 'over';
    counters.count('p', limit, runId);
    return 'ok';
  };
  return { clock, counters, call };
}

describe('a rate', () => {
  it('lets as many calls through as it says, in any minute', () => {
    const { clock, call } = counting();
    const limit: RateLimit = { calls: 2, per: 'minute' };
    expect([call(limit), call(limit), call(limit)]).toEqual(['ok', 'ok', 'over']);
    clock.ms += MINUTE - 1;
    expect(call(limit)).toBe('over');
    clock.ms += 1;
    expect([call(limit), call(limit), call(limit)]).toEqual(['ok', 'ok', 'over']);
  });

  it('never lets more through in a window than it says, whenever the calls come', () => {
    const limits = fc.record({
      calls: fc.integer({ min: 0, max: 5 }),
      per: fc.constant('hour' as const),
    });
    fc.assert(
      fc.property(
        limits,
        fc.array(fc.integer({ min: 0, max: HOUR }), { maxLength: 60 }),
        (limit, pauses) => {
          const { clock, call } = counting();
          const passed: number[] = [];
          for (const pause of pauses) {
            clock.ms += pause;
            const inWindow = passed.filter((at) => clock.ms - at < HOUR).length;
            expect(call(limit)).toBe(inWindow < limit.calls ? 'ok' : 'over');
            if (inWindow < limit.calls) passed.push(clock.ms);
          }
        },
      ),
    );
  });

  it('counts a run by itself, and calls outside any run together', () => {
    const { call, counters } = counting();
    const limit: RateLimit = { calls: 1, per: 'run' };
    expect([call(limit, 'a'), call(limit, 'a'), call(limit, 'b')]).toEqual(['ok', 'over', 'ok']);
    expect([call(limit), call(limit)]).toEqual(['ok', 'over']);
    counters.forgetRun('a');
    expect(call(limit, 'a')).toBe('ok');
  });

  it('does not open when the clock goes back', () => {
    const { clock, call } = counting();
    const limit: RateLimit = { calls: 1, per: 'minute' };
    call(limit);
    clock.ms -= 10 * HOUR;
    expect(call(limit)).toBe('over');
    clock.ms += 10 * HOUR + MINUTE;
    expect(call(limit)).toBe('ok');
  });

  it('keeps a bounded number of runs, the ones used last', () => {
    const { call } = counting();
    const limit: RateLimit = { calls: 1, per: 'run' };
    for (let i = 0; i < 50_000; i++) {
      call(limit, `run_${i}`);
      if (i % 10_000 === 0) expect(call(limit, 'run_0')).toBe('over');
    }
    expect(call(limit, 'run_0')).toBe('over');
    expect(call(limit, 'run_1')).toBe('ok');
  });
});

describe('what was spent', () => {
  it('adds up in the run, the runs around it, and the session', () => {
    const { counters } = counting();
    counters.spend({ costUsd: 1, runIds: ['child', 'parent'], sessionId: 's' });
    counters.spend({ costUsd: 2, runIds: ['parent'], sessionId: 's' });
    expect(counters.spent('run', { runId: 'child' })).toBe(1);
    expect(counters.spent('run', { runId: 'parent' })).toBe(3);
    expect(counters.spent('session', { sessionId: 's' })).toBe(3);
    expect(counters.spent('session', { sessionId: 'other' })).toBe(0);
    expect(counters.spent('day', {})).toBe(3);
  });

  it('is forgotten after 24 hours, an hour at a time', () => {
    const { clock, counters } = counting();
    counters.spend({ costUsd: 1 });
    clock.ms += HOUR;
    counters.spend({ costUsd: 2 });
    clock.ms += 22 * HOUR;
    expect(counters.spent('day', {})).toBe(3);
    clock.ms += HOUR;
    expect(counters.spent('day', {})).toBe(2);
    clock.ms += 100 * HOUR;
    expect(counters.spent('day', {})).toBe(0);
  });

  it('is neither lost nor forgotten early when the clock goes back for a while', () => {
    const { clock, counters } = counting();
    clock.ms = 30 * HOUR;
    counters.spend({ costUsd: 1 });
    clock.ms = 6 * HOUR;
    counters.spend({ costUsd: 2 });
    clock.ms = 30 * HOUR;
    expect(counters.spent('day', {})).toBe(3);
  });

  it.each([NaN, -5, 0, Infinity - Infinity])('ignores %s dollars', (costUsd) => {
    const { counters } = counting();
    counters.spend({ costUsd, runIds: ['a'] });
    expect(counters.spent('run', { runId: 'a' })).toBe(0);
  });
});
