import type { ErrorFacts, Json } from '@heddle/events';
import type { RunDetail, RunSummary, SequenceRange, Totals } from '../../api-types.ts';
import { isErrorOfRun, type EventFacts } from '../../event/event-facts.ts';
import { sorted, type Stored } from './stored.ts';

/** A run read from all its events at once: what the incremental stores must agree with. */
export function foldRun(runId: string, events: readonly Stored[]): RunSummary {
  const byArrival = sorted(events, ({ position }) => [position]);
  const facts = byArrival.map((stored) => stored.facts);
  const ending = endingOf(byArrival)?.facts;
  const own = facts.filter(({ run }) => run !== undefined);
  const startedAt = Math.min(...facts.map(({ time }) => time));
  const durationMs =
    ending === undefined ? undefined : (ending.durationMs ?? Math.max(0, ending.time - startedAt));
  const numbers = new Set(facts.map(({ sequence }) => sequence).filter((number) => number > 0));
  const highest = Math.max(0, ...numbers);
  return {
    runId,
    ...first('sessionId', facts, ({ sessionId }) => sessionId),
    ...first('parentRunId', facts, ({ parentRunId }) => parentRunId),
    ...first('traceId', facts, ({ traceId }) => traceId),
    agentKey: (own[own.length - 1] ?? facts[0])?.agentKey ?? '',
    ...first('agentVersionId', facts, ({ agentVersionId }) => agentVersionId),
    ...first('environment', facts, ({ environment }) => environment || undefined),
    ...first('name', own.toReversed(), ({ run }) => run?.name),
    ...first('role', own, ({ run }) => run?.role),
    ...first('trigger', own, ({ run }) => run?.trigger),
    status: ending?.run?.status ?? 'running',
    startedAt: iso(startedAt),
    ...(ending === undefined ? {} : { endedAt: iso(ending.time) }),
    ...(durationMs === undefined ? {} : { durationMs }),
    lastReceivedAt: iso(Math.max(...facts.map(({ receivedAt }) => receivedAt))),
    events: events.length,
    totals: totalsOf(facts),
    models: namesOf(facts, 'models'),
    tools: namesOf(facts, 'tools'),
    ...(ending?.run?.errorMessage === undefined ? {} : { errorMessage: ending.run.errorMessage }),
    delivery: {
      lastSequenceNumber: highest,
      missing: highest - numbers.size,
      repeated: facts.filter(({ sequence }) => sequence > 0).length - numbers.size,
      late: byArrival.filter(({ late }) => late).length,
    },
  };
}

/** The ending with the highest sequence number; of several with the same, the last to come. */
function endingOf(byArrival: readonly Stored[]): Stored | undefined {
  return byArrival
    .filter(({ facts }) => facts.run !== undefined && facts.run.status !== 'running')
    .reduce<Stored | undefined>(
      (best, next) =>
        best === undefined || next.facts.sequence >= best.facts.sequence ? next : best,
      undefined,
    );
}

export function foldRunDetail(
  runId: string,
  events: readonly Stored[],
  children: readonly RunSummary[],
): RunDetail {
  const byArrival = sorted(events, ({ position }) => [position]);
  const opening = bodyOf(byArrival.find(({ facts }) => facts.run?.status === 'running'));
  const ending = bodyOf(endingOf(byArrival));
  return {
    ...foldRun(runId, events),
    ...(opening?.input === undefined ? {} : { input: opening.input }),
    ...(ending?.output === undefined ? {} : { output: ending.output }),
    ...(ending?.error === undefined ? {} : { error: ending.error }),
    ...(ending?.totals === undefined ? {} : { reportedTotals: ending.totals }),
    children: [...children],
    gaps: gapsIn(events.map(({ facts }) => facts.sequence)),
  };
}

interface Body {
  readonly input?: Json;
  readonly output?: Json;
  readonly error?: ErrorFacts;
  readonly totals?: Json;
}

export function bodyOf(stored: Stored | undefined): Body | undefined {
  return stored === undefined ? undefined : (JSON.parse(stored.json) as Body);
}

export function totalsOf(facts: readonly EventFacts[]): Totals {
  const count = (kind: EventFacts['counted']): number =>
    facts.filter(({ counted }) => counted === kind).length;
  const tokens = facts.flatMap((fact) => fact.tokens ?? []);
  const sum = (value: (token: NonNullable<EventFacts['tokens']>) => number): number =>
    tokens.reduce((total, token) => total + value(token), 0);
  return {
    inputTokens: sum(({ inputTokens }) => inputTokens),
    outputTokens: sum(({ outputTokens }) => outputTokens),
    cachedInputTokens: sum(({ cachedInputTokens }) => cachedInputTokens),
    reasoningTokens: sum(({ reasoningTokens }) => reasoningTokens),
    totalTokens: sum(({ totalTokens }) => totalTokens),
    costUsd: sum(({ costNano }) => costNano) / 1e9,
    modelCalls: count('models'),
    toolCalls: count('tools'),
    steps: count('steps'),
    errors: facts.filter(isErrorOfRun).length,
  };
}

function namesOf(facts: readonly EventFacts[], kind: EventFacts['counted']): string[] {
  const names = facts.filter(({ counted, name }) => counted === kind && name !== '');
  return [...new Set(names.map(({ name }) => name))].sort();
}

function gapsIn(sequences: readonly number[]): SequenceRange[] {
  const numbers = new Set(sequences);
  const highest = Math.max(0, ...numbers);
  const gaps: SequenceRange[] = [];
  for (let number = 1; number < highest; number += 1) {
    if (numbers.has(number)) continue;
    const last = gaps[gaps.length - 1];
    if (last?.to === number - 1) last.to = number;
    else gaps.push({ from: number, to: number });
  }
  return gaps;
}

/** The first known value, as a property that is there only when there is one. */
export function first<Item, Name extends string, Value>(
  name: Name,
  items: readonly Item[],
  valueOf: (item: Item) => Value | undefined,
): { [Key in Name]?: Value } {
  for (const item of items) {
    const value = valueOf(item);
    if (value !== undefined) return { [name]: value } as { [Key in Name]?: Value };
  }
  return {};
}

export function iso(time: number): string {
  return new Date(time).toISOString();
}
