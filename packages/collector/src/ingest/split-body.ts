import { isUtf8 } from 'node:buffer';
import type { IngestLimits } from '../http/limits.ts';
import { HttpProblem } from '../http/problem.ts';
import { mediaTypeOf } from '../http/read-json-body.ts';
import { isTooDeep } from './json-depth.ts';
import { splitEvents } from './split-events.ts';

/** One item of a body, still text. */
export interface TextItem {
  readonly bytes: number;
  readonly text: () => string;
  readonly tooDeep: boolean;
}

export interface SplitRequest {
  readonly items: readonly TextItem[];
  /** The body was one object instead of a list. */
  readonly single: boolean;
}

const byteOrderMark = Buffer.from([0xef, 0xbb, 0xbf]);

/**
 * Takes a body apart into its items without parsing them. JSON (`{"events":[…]}`, `[…]` or a
 * single object) and NDJSON (one object per line) are understood.
 *
 * @throws HttpProblem when there is no way to tell the items apart, or there are too many.
 */
export function splitBody(
  bytes: Buffer,
  contentType: string | undefined,
  limits: IngestLimits,
): SplitRequest {
  const body = bytes.subarray(0, 3).equals(byteOrderMark) ? bytes.subarray(3) : bytes;
  if (!isUtf8(body)) throw new HttpProblem('bad_request', 'The body is not UTF-8.');
  const type = mediaTypeOf(contentType);
  if (type === 'application/x-ndjson' || type === 'application/jsonl') {
    return { items: lines(body, limits), single: false };
  }
  if (type !== 'application/json') {
    throw new HttpProblem(
      'unsupported_media_type',
      'Send application/json or application/x-ndjson.',
    );
  }
  return json(body, limits);
}

function json(body: Buffer, limits: IngestLimits): SplitRequest {
  // The body's own object and list come on top of what an event may have.
  const split = splitEvents(body, { depth: limits.depth + 2, events: limits.eventsPerRequest });
  switch (split.kind) {
    case 'too_deep':
      throw new HttpProblem('bad_request', `The body nests deeper than ${limits.depth} levels.`);
    case 'too_many':
      throw tooMany(limits);
    case 'whole':
      requireJsonText(body.toString());
      return { items: [item(body, false)], single: true };
    case 'list':
      requireJsonText(split.frame);
      return {
        items: split.ranges.map(({ start, end }) => item(body.subarray(start, end), false)),
        single: false,
      };
  }
}

function lines(body: Buffer, limits: IngestLimits): TextItem[] {
  const items: TextItem[] = [];
  let start = 0;
  while (start < body.length) {
    const newline = body.indexOf(0x0a, start);
    const end = newline === -1 ? body.length : newline;
    const line = body.subarray(start, end);
    start = end + 1;
    if (line.length === 0 || (line.length === 1 && line[0] === 0x0d)) continue;
    if (items.length >= limits.eventsPerRequest) throw tooMany(limits);
    items.push(item(line, isTooDeep(line, limits.depth)));
  }
  return items;
}

function item(bytes: Buffer, tooDeep: boolean): TextItem {
  return { bytes: bytes.length, text: () => bytes.toString(), tooDeep };
}

/** What is around the events must be JSON too; with them taken out it is small. */
function requireJsonText(text: string): void {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new HttpProblem('bad_request', 'The body is not JSON.');
  }
  if (typeof value !== 'object' || value === null) {
    throw new HttpProblem('bad_request', 'Send {"events": […]}, a list of events, or one event.');
  }
}

function tooMany({ eventsPerRequest }: IngestLimits): HttpProblem {
  return new HttpProblem('too_large', `Send at most ${eventsPerRequest} events in one request.`);
}
