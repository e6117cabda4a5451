import type { IncomingMessage } from 'node:http';
import type { IngestAnswer } from '../api-types.ts';
import { HttpProblem } from '../http/problem.ts';
import type { Principal } from '../http/principal.ts';
import { readBody } from '../http/read-body.ts';
import { splitBody } from '../ingest/split-body.ts';
import type { DoorContext } from './door.ts';

export interface TakeRequest {
  readonly incoming: IncomingMessage;
  readonly principal: Principal;
  readonly project: number;
}

const longestBatchId = 200;

/**
 * Reads a body within its limits, keeps its events and says what became of each. Resolves after
 * the commit: whoever gets this answer may forget the events.
 *
 * @throws HttpProblem or StoreUnavailableError
 */
export async function takeEvents(
  { store, now, ingest, limits, doorkeeper }: DoorContext,
  { incoming, principal, project }: TakeRequest,
): Promise<IngestAnswer> {
  if (store.capabilities.readOnly) {
    throw new HttpProblem('read_only', 'This collector only shows what is there.');
  }
  const batchId = batchIdOf(incoming);
  const admission = doorkeeper.admit(principal.id);
  try {
    const bytes = await readBody(incoming, limits, admission);
    return await ingest.take({
      ...splitBody(bytes, incoming.headers['content-type'], limits),
      project,
      receivedAt: now(),
      ...(batchId === undefined ? {} : { batchId }),
    });
  } finally {
    admission.release();
  }
}

function batchIdOf(incoming: IncomingMessage): string | undefined {
  const [batchId, ...others] = incoming.headersDistinct['idempotency-key'] ?? [];
  if (batchId === undefined || batchId === '') return undefined;
  if (others.length === 0 && /^[\x21-\x7e]+$/.test(batchId) && batchId.length <= longestBatchId) {
    return batchId;
  }
  throw new HttpProblem(
    'bad_request',
    `Idempotency-Key: send one, of at most ${longestBatchId} visible ASCII characters.`,
  );
}
