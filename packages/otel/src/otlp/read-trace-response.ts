import type { EventResult, SendResult } from '@heddle/core';
import { parseRetryAfter, type HttpAnswer } from '@heddle/core/integration';
import { decodeProtobuf } from './decode-protobuf.ts';

interface PartialSuccess {
  readonly rejectedSpans?: string | number;
  readonly errorMessage?: string;
}

/** Try again later, by the OTLP specification. Of 500 and 408 it is silent; spans are idempotent. */
const PASSING = [408, 429, 500, 502, 503, 504];

/**
 * What an OTLP receiver's answer means. It says how many spans it rejected, never which: as many
 * of the batch's events are counted as refused, and nothing is sent again, as the specification
 * demands.
 */
export function readTraceResponse(
  answer: HttpAnswer,
  sentAt: number,
  spanEventIds: readonly string[],
  eventIds: readonly string[],
): SendResult {
  const { status } = answer;
  const reason = `HTTP ${status}${answer.text === '' ? '' : `: ${answer.text.replaceAll(/\s+/g, ' ').slice(0, 160)}`}`;
  if (status >= 200 && status < 300) return taken(answer, spanEventIds, eventIds);
  if (status === 413) return { status: 'too_large', reason };
  if (status === 400 || status === 422) return { status: 'refused', reason };
  if (PASSING.includes(status) || status > 505) {
    const afterMs = parseRetryAfter(answer.retryAfter, sentAt);
    return {
      status: 'retry',
      reason,
      suspect: status === 500,
      ...(afterMs !== undefined && { afterMs }),
    };
  }
  // A wrong key, a wrong address, a redirect: waiting for a person loses nothing.
  return { status: 'retry', reason, pause: true };
}

function taken(
  answer: HttpAnswer,
  spanEventIds: readonly string[],
  eventIds: readonly string[],
): SendResult {
  const { errorMessage, rejectedSpans = 0 } = partialSuccess(answer) ?? {};
  const rejected = Number(rejectedSpans);
  if (!(rejected > 0)) return { status: 'delivered' };
  const refused = new Set(spanEventIds.slice(-rejected));
  const reason = `The receiver rejected ${rejected} of ${spanEventIds.length} spans${errorMessage ? `: ${errorMessage}` : ''}.`;
  return {
    status: 'partial',
    results: eventIds.map((id): EventResult =>
      refused.has(id) ? { status: 'refused', reason } : { status: 'stored' },
    ),
  };
}

function partialSuccess({ bytes, contentType, text }: HttpAnswer): PartialSuccess | undefined {
  try {
    const body = contentType?.includes('json')
      ? (JSON.parse(text) as Record<string, unknown>)
      : decodeProtobuf('ExportTraceServiceResponse', bytes);
    return body['partialSuccess'] as PartialSuccess | undefined;
  } catch {
    // Some receivers answer 200 with nothing, or with a word.
    return undefined;
  }
}
