import type { IncomingMessage } from 'node:http';
import { isTooDeep } from '../ingest/json-depth.ts';
import { HttpProblem } from './problem.ts';
import { readBody } from './read-body.ts';

const limits = { wireBytes: 64 * 1024, inflatedBytes: 64 * 1024, ratio: 100 };
const maxDepth = 32;
const unbounded = { grow: () => {}, release: () => {} };

/**
 * A small JSON body. Only `application/json` is taken: a form on a foreign page cannot send it.
 *
 * @throws HttpProblem
 */
export async function readJsonBody(request: IncomingMessage): Promise<unknown> {
  requireJson(request.headers['content-type']);
  const bytes = await readBody(request, limits, unbounded);
  if (isTooDeep(bytes, maxDepth)) {
    throw new HttpProblem('bad_request', `The body nests deeper than ${maxDepth} levels.`);
  }
  try {
    return JSON.parse(bytes.toString()) as unknown;
  } catch {
    throw new HttpProblem('bad_request', 'The body is not JSON.');
  }
}

/** @throws HttpProblem `unsupported_media_type` */
function requireJson(contentType: string | undefined): void {
  if (mediaTypeOf(contentType) === 'application/json') return;
  throw new HttpProblem(
    'unsupported_media_type',
    'Send JSON, with Content-Type: application/json.',
  );
}

export function mediaTypeOf(contentType: string | undefined): string {
  return (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
}
