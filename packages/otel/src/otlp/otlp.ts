import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Batch, SendResult, Transport } from '@heddle/core';
import { postWithFetch, postWithNode, type Post } from '@heddle/core/integration';
import { encodeProtobuf } from './encode-protobuf.ts';
import type { TraceRequest } from './messages.ts';
import { resolveOtlpOptions, type OtlpOptions, type OtlpProtocol } from './options.ts';
import { readTraceResponse } from './read-trace-response.ts';
import { SpanAssembler } from './span-assembler.ts';
import { toTraceRequest } from './to-trace-request.ts';

const zip = promisify(gzip);

/** Below this, a compressed body is hardly smaller. */
const LEAST_TO_COMPRESS = 1024;

/**
 * Sends runs as OTLP spans over HTTP, straight to any backend that takes OTLP: no OpenTelemetry SDK
 * is needed. Spans have the ids of the events, and leave when their work has ended. Retries, waits
 * and counts as every transport of Heddle does.
 *
 * @throws {TypeError} for an address, protocol or header that cannot be used.
 * @example
 * createHeddle({ transport: otlp({ url: 'https://otlp.example.com', headers: { 'api-key': key } }) });
 */
export function otlp(options: OtlpOptions = {}): Transport {
  const resolved = resolveOtlpOptions(options);
  const { headers, protocol, resource, timeoutMs, url, view } = resolved;
  const assembler = new SpanAssembler(view);
  let post: Post | undefined;

  async function send(batch: Batch, signal: AbortSignal): Promise<SendResult> {
    const { settle, spans } = assembler.assemble(batch.events);
    if (spans.length === 0) return { status: 'delivered' };
    const service = { 'service.name': batch.events[0]?.event.agentKey ?? 'heddle', ...resource };
    const body = encode(toTraceRequest(spans, service), protocol);
    const packed =
      resolved.gzip && body.length >= LEAST_TO_COMPRESS ? await zip(body, { level: 1 }) : undefined;
    post ??= options.fetch
      ? postWithFetch(options.fetch)
      : (postWithNode() ?? postWithFetch(fetch));
    const answer = await post({
      url,
      headers: { ...headers, ...(packed && { 'content-encoding': 'gzip' }) },
      body: packed ?? body,
      signal,
    });
    const result = readTraceResponse(
      answer,
      batch.sentAt,
      spans.map(({ eventId }) => eventId),
      batch.events.map(({ event }) => event.eventId),
    );
    if (result.status === 'delivered' || result.status === 'partial') settle();
    return result;
  }

  return {
    name: `otlp ${url.origin}${url.pathname}`,
    timeoutMs,
    send: (batch, signal) => send(batch, signal).catch(unreachable),
  };
}

function encode(request: TraceRequest, protocol: OtlpProtocol): Buffer<ArrayBuffer> {
  return protocol === 'http/json'
    ? Buffer.from(JSON.stringify(request))
    : encodeProtobuf('ExportTraceServiceRequest', request);
}

function unreachable(error: unknown): SendResult {
  const { code, message } = error as NodeJS.ErrnoException;
  return { status: 'retry', reason: [code, message].filter(Boolean).join(': ') };
}
