import type { JsonObject } from '@heddle/events';
import type { Totals } from '../context/scope.ts';
import type { Operation } from './operation.ts';

/** The totals fields of the ending of a run or a session. */
export interface EndTotals {
  readonly totals: JsonObject;
  readonly childTotals?: JsonObject;
}

/** Draws up what a run or a session amounts to at the moment it ends; nothing for other work. */
export function totalsOf({ kind, run, session }: Operation): EndTotals | undefined {
  if (kind === 'session' && session !== undefined) return { totals: totalsFacts(session.totals) };
  if (kind !== 'run' || run === undefined) return undefined;
  return {
    totals: totalsFacts(run.totals),
    ...(run.childTotals.runs > 0 && { childTotals: totalsFacts(run.childTotals) }),
  };
}

function totalsFacts(totals: Totals): JsonObject {
  const { costUsd, ...counts } = totals;
  return {
    ...counts,
    totalTokens: totals.inputTokens + totals.outputTokens,
    // A sum of binary fractions: cut to what a price list can mean.
    costUsd: Math.round(costUsd * 1e9) / 1e9,
  };
}
