import type { Batch, SendResult } from '../transport.ts';
import type { HttpAnswer } from './post.ts';
import { parseRetryAfter } from './retry-after.ts';
import type { HttpWire } from './wire.ts';

/** Try again later: the receiver is busy, or something on the way is. */
const passing: readonly number[] = [408, 409, 425, 429, 500, 502, 503, 504];

/** What an answer means for the batch: the receiver's own word first, then the status. */
export function readAnswer(answer: HttpAnswer, batch: Batch, wire: HttpWire): SendResult {
  const { status } = answer;
  const said = parsed(answer, batch, wire);
  if (status >= 200 && status < 300) {
    return said ?? { status: 'retry', reason: `HTTP ${status} without an acknowledgement` };
  }
  const reason = `HTTP ${status}${excerpt(answer)}`;
  if (status === 413) return { status: 'too_large', reason };
  if (status === 400 || status === 422) {
    return said?.status === 'partial' ? said : { status: 'refused', reason };
  }
  if (passing.includes(status) || status > 505) {
    const afterMs = parseRetryAfter(answer.retryAfter, batch.sentAt);
    const suspect = status === 500;
    return { status: 'retry', reason, suspect, ...(afterMs !== undefined && { afterMs }) };
  }
  if (status >= 300 && status < 400) {
    return { status: 'retry', reason: `${reason} redirect; give the final address`, pause: true };
  }
  // What is left (401, 403, 404, 501 …) is about the key, the address or the route. Taking the
  // batch apart would set everything aside; waiting for a person loses nothing.
  return { status: 'retry', reason, pause: true };
}

function parsed({ contentType, text }: HttpAnswer, batch: Batch, wire: HttpWire) {
  if (!contentType?.includes('json')) return undefined;
  try {
    return wire.read(JSON.parse(text), batch);
  } catch {
    return undefined;
  }
}

/** Enough of the body to know who spoke. */
function excerpt({ location, text }: HttpAnswer): string {
  const words = (location ?? text).replaceAll(/\s+/g, ' ').trim().slice(0, 160);
  return words === '' ? '' : `: ${words}`;
}
