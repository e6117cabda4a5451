import type { AnyEvent } from '@heddle/events';
import { factsOf } from '../../../event/facts-of.ts';
import type { EventFacts } from '../../../event/event-facts.ts';
import { isSameEvent } from '../../same-event.ts';
import type { AppendStatus, Quarantined } from '../../store.ts';
import { eventIdBytes } from '../event-id.ts';
import { transaction, type Sql } from '../sql.ts';
import type { Derivation } from './derivation.ts';
import type { Positions } from './positions.ts';
import { addToQuarantine } from './quarantine-table.ts';
import type { TextIndex } from './text-index.ts';

/** The events of one request. They travel as JSON: whatever is derived comes from there. */
export interface AppendRequest {
  readonly project: number;
  readonly receivedAt: number;
  readonly bodies: readonly string[];
}

export interface EventWriter {
  /** One transaction for all requests; one status per event and request, in order. */
  append(requests: readonly AppendRequest[]): AppendStatus[][];
}

const insert = `INSERT INTO events(position, project, id, run, session, sequence, session_sequence,
    time, received, type, late, body)
  VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT(project, id) DO NOTHING`;

export function createEventWriter(
  sql: Sql,
  derivation: Derivation,
  positions: Positions,
  index?: TextIndex,
): EventWriter {
  const insertEvent = sql.prepare(insert);

  const appendOne = (request: AppendRequest, body: string): AppendStatus => {
    const { project, receivedAt } = request;
    const facts = factsOf(JSON.parse(body) as AnyEvent, receivedAt);
    const id = eventIdBytes(facts.eventId);
    const place = derivation.placeOf(project, facts);
    const position = positions.next();
    const { changes } = insertEvent.run(
      position,
      project,
      id,
      place.run?.run ?? null,
      place.session?.session ?? null,
      facts.sequence,
      facts.sessionSequence,
      facts.time,
      receivedAt,
      derivation.names.numberOf(project, facts.type),
      derivation.isLate(place, facts) ? 1 : 0,
      body,
    );
    if (Number(changes) === 0) return compare(sql, request, facts, id, body);
    derivation.apply(project, place, facts, position);
    derivation.count(project, facts);
    index?.add(position, body);
    return 'stored';
  };

  return {
    append(requests) {
      try {
        return transaction(sql, () => {
          const statuses = requests.map((request) =>
            request.bodies.map((body) => appendOne(request, body)),
          );
          derivation.save();
          return statuses;
        });
      } catch (error) {
        derivation.forget();
        positions.forget();
        throw error;
      }
    },
  };
}

/** The first event of an id wins. The same again is a retry; another one is kept aside. */
function compare(
  sql: Sql,
  { project, receivedAt }: AppendRequest,
  facts: EventFacts,
  id: Uint8Array,
  body: string,
): AppendStatus {
  const stored = sql.tryGet<{ body: string }>(
    'SELECT body FROM events WHERE project = ? AND id = ?',
    project,
    id,
  );
  if (stored !== undefined && isSameEvent(stored.body, body)) return 'duplicate';
  const conflict: Quarantined & { runId?: string; sessionId?: string } = {
    reason: 'conflict',
    detail: 'Another event with this id was stored first.',
    eventId: facts.eventId,
    body,
    ...(facts.runId === undefined ? {} : { runId: facts.runId }),
    ...(facts.sessionId === undefined ? {} : { sessionId: facts.sessionId }),
  };
  addToQuarantine(sql, project, [conflict], receivedAt);
  return 'conflict';
}
