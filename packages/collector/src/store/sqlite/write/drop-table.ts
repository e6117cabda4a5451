import type { DropFacts } from '../../../event/event-facts.ts';
import type { Sql } from '../sql.ts';

/** Losses as an SDK reported them. Its counts are cumulative: the highest is the newest. */
export function applyDrops(sql: Sql, project: number, drops: DropFacts): void {
  for (const { reason, events, bytes } of drops.reasons) {
    sql.run(
      `INSERT INTO drops(project, instance, reason, events, bytes) VALUES(?, ?, ?, ?, ?)
       ON CONFLICT DO UPDATE SET events = max(events, excluded.events),
         bytes = max(bytes, excluded.bytes)`,
      project,
      drops.instanceId,
      reason,
      events,
      bytes,
    );
  }
}
