import { countedKinds, type EventFacts } from '../../../event/event-facts.ts';
import { isLate } from '../../../event/sequence-ranges.ts';
import type { Sql } from '../sql.ts';
import { applyDrops } from './drop-table.ts';
import { applyHandoff } from './handoff-table.ts';
import { createNameTable, type NameTable } from './name-table.ts';
import { createRollupTable } from './rollup-table.ts';
import { applyToRun, type RunState } from './run-state.ts';
import { createRunTable } from './run-table.ts';
import { createSessionTable, type SessionState } from './session-table.ts';

/** What an event belongs to, found before it is inserted. */
export interface Place {
  readonly run: RunState | undefined;
  readonly session: SessionState | undefined;
}

/**
 * Everything that follows from events: runs, sessions, sums, handoffs, drops. It is told of each
 * event once, when the event was really added, and saves with the transaction that added it.
 */
export interface Derivation {
  readonly names: NameTable;
  placeOf(project: number, facts: EventFacts): Place;
  /** True when the event comes after one of its run with a higher number. */
  isLate(place: Place, facts: EventFacts): boolean;
  apply(project: number, place: Place, facts: EventFacts, position: number): void;
  /** The sums alone. */
  count(project: number, facts: EventFacts, sign?: 1 | -1): void;
  /** Inside the transaction, before its commit. */
  save(): void;
  /** After a rollback: what is remembered may not be what is stored. */
  forget(): void;
}

const usedKinds: readonly number[] = [
  countedKinds.indexOf('models'),
  countedKinds.indexOf('tools'),
];

export function createDerivation(sql: Sql): Derivation {
  const names = createNameTable(sql);
  const runs = createRunTable(sql, names);
  const sessions = createSessionTable(sql, names);
  const rollups = createRollupTable(sql, names);

  return {
    names,
    count: rollups.count,
    placeOf(project, facts) {
      return {
        run: facts.runId === undefined ? undefined : runs.stateOf(project, facts.runId, facts),
        session:
          facts.sessionId === undefined
            ? undefined
            : sessions.stateOf(project, facts.sessionId, facts),
      };
    },
    isLate: ({ run }, facts) => run !== undefined && isLate(run.arrived, facts.sequence),
    apply(project, { run, session }, facts, position) {
      if (session !== undefined) sessions.apply(session, facts, position);
      if (run !== undefined) {
        applyToRun(run, facts, position, session?.session);
        runs.touched(run);
        const kind = countedKinds.indexOf(facts.counted);
        if (usedKinds.includes(kind)) runs.uses(run, kind, names.numberOf(project, facts.name));
      }
      if (facts.handoff !== undefined) {
        applyHandoff(sql, project, session?.session ?? 0, facts.time, facts.handoff);
      }
      if (facts.drops !== undefined) applyDrops(sql, project, facts.drops);
    },
    save() {
      runs.save();
      sessions.save();
      rollups.save();
    },
    forget() {
      names.forget();
      runs.forget();
      sessions.forget();
      rollups.forget();
    },
  };
}
