import type { HandoffSummary, SessionDetail, SessionSummary } from '../../api-types.ts';
import { bodyOf, first, foldRun, iso, totalsOf } from './fold-run.ts';
import { groupBy, sorted, type Stored } from './stored.ts';

/** A session read from all its events and those of its runs. */
export function foldSession(sessionId: string, events: readonly Stored[]): SessionSummary {
  const byArrival = sorted(events, ({ position }) => [position]);
  const facts = byArrival.map((stored) => stored.facts);
  const runs = runsOf(events);
  const ending = endingOf(byArrival)?.facts;
  const own = facts.filter(({ session }) => session !== undefined);
  const startedAt = Math.min(...facts.map(({ time }) => time));
  const status = ending?.session?.status ?? (own.length > 0 ? 'running' : statusOf(runs));
  const runEnds = runs.flatMap(({ endedAt }) => (endedAt === undefined ? [] : Date.parse(endedAt)));
  const endedAt =
    ending?.time ??
    (status === 'running' || runEnds.length === 0 ? undefined : Math.max(...runEnds));
  const durationMs =
    ending?.durationMs ?? (endedAt === undefined ? undefined : Math.max(0, endedAt - startedAt));
  return {
    sessionId,
    ...first('kind', own, ({ session }) => session?.kind),
    ...first('name', own, ({ session }) => session?.name),
    ...first('environment', facts, ({ environment }) => environment || undefined),
    status,
    startedAt: iso(startedAt),
    ...(endedAt === undefined ? {} : { endedAt: iso(endedAt) }),
    ...(durationMs === undefined ? {} : { durationMs }),
    lastReceivedAt: iso(Math.max(...facts.map(({ receivedAt }) => receivedAt))),
    events: events.length,
    runs: runs.length,
    runningRuns: runs.filter((run) => run.status === 'running').length,
    failedRuns: runs.filter((run) => run.status === 'failed').length,
    handoffs: handoffsOf(events).length,
    agents: [...new Set(runs.map(({ agentKey }) => agentKey))].sort(),
    totals: totalsOf(facts.filter(({ runId }) => runId !== undefined)),
    ...(ending?.session?.errorMessage === undefined
      ? {}
      : { errorMessage: ending.session.errorMessage }),
  };
}

export function foldSessionDetail(sessionId: string, events: readonly Stored[]): SessionDetail {
  const byArrival = sorted(events, ({ position }) => [position]);
  const opening = bodyOf(byArrival.find(({ facts }) => facts.session?.status === 'running'));
  const ending = bodyOf(endingOf(byArrival));
  return {
    ...foldSession(sessionId, events),
    ...(opening?.input === undefined ? {} : { input: opening.input }),
    ...(ending?.output === undefined ? {} : { output: ending.output }),
    runList: sorted(runsOf(events), ({ startedAt }) => [Date.parse(startedAt)]),
    handoffList: handoffsOf(events),
    truncated: false,
  };
}

function runsOf(events: readonly Stored[]): ReturnType<typeof foldRun>[] {
  return [...groupBy(events, ({ facts }) => facts.runId)].map(([runId, own]) =>
    foldRun(runId, own),
  );
}

function endingOf(byArrival: readonly Stored[]): Stored | undefined {
  return byArrival
    .filter(({ facts }) => facts.session !== undefined && facts.session.status !== 'running')
    .reduce<Stored | undefined>(
      (best, next) =>
        best === undefined || next.facts.sessionSequence >= best.facts.sessionSequence
          ? next
          : best,
      undefined,
    );
}

function statusOf(runs: readonly { status: SessionSummary['status'] }[]): SessionSummary['status'] {
  if (runs.some(({ status }) => status === 'running')) return 'running';
  return runs.some(({ status }) => status === 'failed') ? 'failed' : 'completed';
}

const order: readonly HandoffSummary['status'][] = ['requested', 'accepted', 'completed', 'failed'];

function handoffsOf(events: readonly Stored[]): HandoffSummary[] {
  const byArrival = sorted(events, ({ position }) => [position]);
  const handoffs = [...groupBy(byArrival, ({ facts }) => facts.handoff?.handoffId)].map(
    ([handoffId, parts]): HandoffSummary => {
      const changes = parts.map(({ facts }) => facts.handoff);
      const statuses = changes.map((change) => order.indexOf(change?.status ?? 'requested'));
      const at = (wanted: (status: number) => boolean): string | undefined => {
        const index = statuses.findIndex(wanted);
        const part = parts[index];
        return part === undefined ? undefined : iso(part.facts.time);
      };
      return {
        handoffId,
        status: order[Math.max(...statuses)] ?? 'requested',
        ...first('reason', changes, (change) => change?.reason),
        ...first('sourceAgentKey', changes, (change) => change?.sourceAgentKey),
        ...first('sourceRunId', changes, (change) => change?.sourceRunId),
        ...first('targetAgentKey', changes, (change) => change?.targetAgentKey),
        ...first('targetRunId', changes, (change) => change?.targetRunId),
        ...first('requestedAt', [at((status) => status === 0)], (time) => time),
        ...first('acceptedAt', [at((status) => status === 1)], (time) => time),
        ...first('endedAt', [at((status) => status > 1)], (time) => time),
      };
    },
  );
  return handoffs.sort((left, right) => firstTime(left) - firstTime(right));
}

function firstTime({ requestedAt, acceptedAt, endedAt }: HandoffSummary): number {
  return Date.parse(requestedAt ?? acceptedAt ?? endedAt ?? '');
}
