import type { DeliveryFacts, Quarantined } from '../store.ts';
import { foldRun } from './fold-run.ts';
import { groupBy, sorted, type ProjectData, type Stored } from './stored.ts';

export function deliveryOf(own: ProjectData, runs: ReadonlyMap<string, Stored[]>): DeliveryFacts {
  const summaries = [...runs].map(([runId, events]) => foldRun(runId, events));
  const gapped = summaries.filter(({ delivery }) => delivery.missing > 0);
  const drops = new Map<string, { reason: string; events: number; bytes: number }>();
  const reported = own.events.flatMap(({ facts }) =>
    (facts.drops?.reasons ?? []).map((loss) => ({ ...loss, instance: facts.drops?.instanceId })),
  );
  for (const [, losses] of groupBy(reported, ({ instance, reason }) => `${instance} ${reason}`)) {
    const { reason } = losses[0] ?? { reason: '' };
    const sum = drops.get(reason) ?? { reason, events: 0, bytes: 0 };
    sum.events += Math.max(...losses.map(({ events }) => events));
    sum.bytes += Math.max(...losses.map(({ bytes }) => bytes));
    drops.set(reason, sum);
  }
  return {
    gaps: {
      runs: gapped.length,
      missingEvents: gapped.reduce((sum, { delivery }) => sum + delivery.missing, 0),
      worst: sorted(gapped, ({ delivery }) => [-delivery.missing]).map((run) => ({
        runId: run.runId,
        agentKey: run.agentKey,
        missing: run.delivery.missing,
        lastSequenceNumber: run.delivery.lastSequenceNumber,
        lastReceivedAt: run.lastReceivedAt,
      })),
    },
    late: summaries.reduce((sum, { delivery }) => sum + delivery.late, 0),
    drops: sorted(drops.values(), ({ events }) => [-events]),
    quarantine: { count: own.quarantine.length, newest: own.quarantine.toReversed().slice(0, 20) },
  };
}

export function addToQuarantine(own: ProjectData, event: Quarantined, receivedAt: number): void {
  const id = String(Number(own.quarantine[own.quarantine.length - 1]?.id ?? 0) + 1);
  own.quarantine.push({ ...event, id, receivedAt: new Date(receivedAt).toISOString() });
}
