import type { Problem } from '../api-types.ts';

/** The codes of `Problem.error.code`, each with the status it goes with. */
const statuses = {
  bad_request: 400,
  unauthorized: 401,
  forbidden: 403,
  read_only: 403,
  not_found: 404,
  conflict: 409,
  too_large: 413,
  unsupported_encoding: 415,
  unsupported_media_type: 415,
  rate_limited: 429,
  internal: 500,
  overloaded: 503,
} as const;

export type ProblemCode = keyof typeof statuses;

export interface ProblemDetails {
  readonly issues?: readonly { path: string; message: string }[];
  readonly headers?: Readonly<Record<string, string>>;
}

/** A request that is answered with something other than success. Its message is for the sender. */
export class HttpProblem extends Error {
  override readonly name = 'HttpProblem';
  readonly code: ProblemCode;
  readonly details: ProblemDetails;

  constructor(code: ProblemCode, message: string, details: ProblemDetails = {}) {
    super(message);
    this.code = code;
    this.details = details;
  }
}

/**
 * The answer. A body that was refused is not read to its end, so the connection closes.
 *
 * `detail` repeats the message in the words of FastAPI, which AgentMetrics' clients read.
 */
export function toResponse(problem: HttpProblem): Response {
  const { code, message, details } = problem;
  const body: Problem & { detail: string } = {
    error: { code, message, ...(details.issues ? { issues: [...details.issues] } : {}) },
    detail: message,
  };
  return new Response(JSON.stringify(body), {
    status: statuses[code],
    headers: {
      'content-type': 'application/json',
      ...(code === 'too_large' ? { connection: 'close' } : {}),
      ...(code === 'unauthorized' ? { 'www-authenticate': 'Bearer', connection: 'close' } : {}),
      ...details.headers,
    },
  });
}

export function retryAfter(seconds: number): ProblemDetails {
  return { headers: { 'retry-after': String(seconds) } };
}
