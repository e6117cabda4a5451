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
  VALUES(?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`;

export function createEventWriter(
  sql: Sql,
  derivation: Derivation,
  positions: Positions,
  index?: TextIndex,
): EventWriter {
  const appendOne = (request: AppendRequest, body: string): AppendStatus => {
    const { project, receivedAt } = request;
    const facts = factsOf(JSON.parse(body) as AnyEvent, receivedAt);
    const id = eventIdBytes(facts.eventId);
    const existing = storedBody(sql, project, id);
    if (existing !== undefined) return compare(sql, request, facts, existing, body);
    const place = derivation.placeOf(project, facts);
    const position = positions.next();
    sql.run(
      insert,
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
      derivation.arrive(place, facts) ? 1 : 0,
      body,
    );
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

function storedBody(sql: Sql, project: number, id: Uint8Array): string | undefined {
  return sql.tryGet<{ body: string }>(
    'SELECT body FROM events WHERE project = ? AND id = ?',
    project,
    id,
  )?.body;
}

/** The first event of an id wins. The same again is a retry; another one is kept aside. */
function compare(
  sql: Sql,
  request: AppendRequest,
  facts: EventFacts,
  existing: string,
  body: string,
): AppendStatus {
  if (isSameEvent(existing, body)) return 'duplicate';
  const conflict: Quarantined & { runId?: string; sessionId?: string } = {
    reason: 'conflict',
    detail: 'Another event with this id was stored first.',
    eventId: facts.eventId,
    body,
    ...(facts.runId === undefined ? {} : { runId: facts.runId }),
    ...(facts.sessionId === undefined ? {} : { sessionId: facts.sessionId }),
  };
  addToQuarantine(sql, request.project, [conflict], request.receivedAt);
  return 'conflict';
}
