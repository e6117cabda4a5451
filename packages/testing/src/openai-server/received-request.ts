import type { IncomingMessage, ServerResponse } from 'node:http';

/** How an exchange ended: we said everything, or the caller hung up first. */
export type ExchangeEnd = 'finished' | 'aborted';

/** One request as it arrived. */
export interface ReceivedRequest {
  readonly method: string;
  /** Without the query, and without an Azure deployment or a version in front of it: `/chat/completions`. */
  readonly path: string;
  /** As it was sent. */
  readonly url: string;
  readonly headers: IncomingMessage['headers'];
  /** Parsed when it was JSON; the text otherwise. */
  readonly body: unknown;
  /** Settles when the exchange is over. */
  readonly ended: Promise<ExchangeEnd>;
}

/** Reads a request to its end. */
export async function receive(
  message: IncomingMessage,
  response: ServerResponse,
): Promise<ReceivedRequest> {
  const ended = new Promise<ExchangeEnd>((resolve) => {
    response.once('close', () => resolve(response.writableFinished ? 'finished' : 'aborted'));
  });
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  const text = Buffer.concat(chunks).toString('utf8');
  const json = message.headers['content-type']?.startsWith('application/json') === true;
  const url = message.url ?? '/';
  return {
    method: message.method ?? 'GET',
    path: apiPath(url),
    url,
    headers: message.headers,
    body: json && text !== '' ? (JSON.parse(text) as unknown) : text,
    ended,
  };
}

function apiPath(url: string): string {
  const { pathname } = new URL(url, 'http://loopback');
  return pathname
    .replace(/^\/openai\/deployments\/[^/]+/, '')
    .replace(/^\/openai(?=\/)/, '')
    .replace(/^\/v1(?=\/)/, '');
}

/** A field of the body, when it is an object that has one. */
export function bodyField(request: ReceivedRequest, name: string): unknown {
  return typeof request.body === 'object' && request.body !== null
    ? (request.body as Record<string, unknown>)[name]
    : undefined;
}
