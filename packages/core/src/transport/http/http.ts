import { builtin } from '../builtin.ts';
import type { Batch, SendResult, Transport } from '../transport.ts';
import { postWithFetch } from './post-with-fetch.ts';
import { postWithNode } from './post-with-node.ts';
import type { Post } from './post.ts';
import { readAnswer } from './read-answer.ts';
import { heddleWire, type HttpWire } from './wire.ts';

export interface HttpTransportOptions {
  /** The receiver's address, e.g. `https://collector.example.com`. `/v1/events` is added. */
  readonly url: string | URL;
  /** Sent as a bearer token, to this address only. */
  readonly apiKey?: string | undefined;
  readonly headers?: Readonly<Record<string, string>>;
  /** For one attempt. Default 10,000. */
  readonly timeoutMs?: number;
  /** Default: gzip from 1 KiB on, except to this machine. */
  readonly compression?: 'gzip' | 'none';
  /** Used instead of `node:http`. A request under way then keeps the process alive. */
  readonly fetch?: typeof globalThis.fetch;
  /** How the receiver spells things. Default: Heddle's way. */
  readonly wire?: HttpWire;
}

export interface HttpTransport extends Transport {
  send(batch: Batch, signal: AbortSignal): Promise<SendResult>;
}

const leastToCompress = 1024;

/**
 * Sends batches by HTTP POST. The batch's id travels as `Idempotency-Key`; redirects are never
 * followed, so the key goes nowhere else.
 *
 * @throws {TypeError} when `url` is no http(s) address or carries a password, or when `apiKey`
 *   cannot be sent in a header.
 * @example
 * createHeddle({ transport: http({ url: 'https://collector.example.com', apiKey }) });
 */
export function http(options: HttpTransportOptions): HttpTransport {
  const { wire = heddleWire, timeoutMs = 10_000 } = options;
  const url = endpoint(options.url, wire.path);
  const headers = headersFor(options);
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  let compresses = (options.compression ?? (local ? 'none' : 'gzip')) === 'gzip';
  let post: Post | undefined;

  async function send(batch: Batch, signal: AbortSignal): Promise<SendResult> {
    const text = wire.encode(batch);
    const packed = compresses && text.length >= leastToCompress ? await gzip(text) : undefined;
    post ??= options.fetch ? postWithFetch(options.fetch) : defaultPost();
    const answer = await post({
      url,
      headers: {
        ...headers,
        'idempotency-key': batch.id,
        'heddle-attempt': String(batch.attempt),
        'heddle-sent-at': new Date(batch.sentAt).toISOString(),
        ...(packed && { 'content-encoding': 'gzip' }),
      },
      body: packed ?? text,
      signal,
    });
    if (answer.status === 415 && packed) {
      compresses = false;
      return { status: 'retry', reason: 'HTTP 415: the receiver does not take gzip' };
    }
    return readAnswer(answer, batch, wire);
  }

  return {
    name: `http ${url.origin}${url.pathname}`,
    timeoutMs,
    ...(wire.maxBatchEvents !== undefined && { maxBatchEvents: wire.maxBatchEvents }),
    ...(wire.maxBatchBytes !== undefined && { maxBatchBytes: wire.maxBatchBytes }),
    send: (batch, signal) => send(batch, signal).catch(unreachable),
  };
}

function endpoint(address: string | URL, path: string): URL {
  const url = URL.canParse(String(address)) ? new URL(address) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new TypeError(
      `http() needs an address like https://collector.example.com, not ${address}.`,
    );
  }
  if (url.username !== '' || url.password !== '') {
    throw new TypeError('http() takes no password in the address; use apiKey or headers.');
  }
  if (!url.pathname.endsWith(path)) url.pathname = url.pathname.replace(/\/*$/, path);
  return url;
}

function headersFor({ apiKey, headers }: HttpTransportOptions): Record<string, string> {
  if (apiKey !== undefined && !/^[\x21-\x7e]+$/.test(apiKey)) {
    throw new TypeError('http() needs an apiKey of visible ASCII characters without spaces.');
  }
  return {
    'content-type': 'application/json',
    accept: 'application/json',
    'accept-encoding': 'identity',
    'user-agent': 'heddle',
    ...headers,
    ...(apiKey !== undefined && { authorization: `Bearer ${apiKey}` }),
  };
}

function defaultPost(): Post {
  return postWithNode() ?? postWithFetch(globalThis.fetch);
}

/** Level 1: an event's JSON repeats itself so much that more effort saves little. */
function gzip(text: string): Promise<Uint8Array<ArrayBuffer>> | undefined {
  const zlib = builtin('node:zlib');
  if (!zlib) return undefined;
  return new Promise((resolve, reject) => {
    zlib.gzip(text, { level: 1 }, (error, packed) => (error ? reject(error) : resolve(packed)));
  });
}

function unreachable(error: unknown): SendResult {
  const { code, message } = error as NodeJS.ErrnoException;
  return { status: 'retry', reason: [code, message].filter(Boolean).join(': ') };
}
