import type { IncomingMessage } from 'node:http';
import type { Admission } from './admission.ts';
import { decoderFor } from './decompress.ts';
import type { IngestLimits } from './limits.ts';
import { HttpProblem } from './problem.ts';

type BodyLimits = Pick<IngestLimits, 'wireBytes' | 'inflatedBytes' | 'ratio'>;

/** A ratio says nothing about a body that is small anyway. */
const ratioFrom = 2 ** 20;

/**
 * Reads and decompresses a body, counting on both sides as it goes: what is over a limit is
 * refused there and then, whatever `Content-Length` claimed.
 *
 * @throws HttpProblem `too_large`, `overloaded`, `unsupported_encoding` or `bad_request`
 */
export async function readBody(
  request: IncomingMessage,
  limits: BodyLimits,
  admission: Admission,
): Promise<Buffer> {
  if (Number(request.headers['content-length'] ?? 0) > limits.wireBytes) {
    throw tooLarge(`The body is larger than ${limits.wireBytes} bytes.`);
  }
  const decoder = decoderFor(request.headers['content-encoding']);
  const wire = counted(request, limits.wireBytes, admission);
  if (decoder === undefined) return Buffer.concat(await collect(wire.chunks));
  try {
    return Buffer.concat(await inflate(wire, decoder, limits, admission));
  } catch (error) {
    if (error instanceof HttpProblem) throw error;
    throw new HttpProblem('bad_request', 'The body is not what its Content-Encoding says.');
  } finally {
    decoder.destroy();
  }
}

interface Counted {
  readonly chunks: AsyncIterable<Buffer>;
  bytes: number;
}

function counted(request: IncomingMessage, limit: number, admission: Admission): Counted {
  const wire: Counted = { bytes: 0, chunks: count() };
  async function* count(): AsyncIterable<Buffer> {
    // `destroyOnReturn: false`: after a refusal there is still an answer to send on this socket.
    for await (const chunk of request.iterator({ destroyOnReturn: false })) {
      const bytes = chunk as Buffer;
      wire.bytes += bytes.length;
      if (wire.bytes > limit) throw tooLarge(`The body is larger than ${limit} bytes.`);
      admission.grow(bytes.length);
      yield bytes;
    }
    if (!request.complete) throw new HttpProblem('bad_request', 'The body ended early.');
  }
  return wire;
}

async function inflate(
  wire: Counted,
  decoder: ReturnType<typeof decoderFor> & object,
  limits: BodyLimits,
  admission: Admission,
): Promise<Buffer[]> {
  const feeding = feed(wire.chunks, decoder);
  const inflated: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of decoder) {
      const part = chunk as Buffer;
      bytes += part.length;
      if (bytes > limits.inflatedBytes) {
        throw tooLarge(`The body is larger than ${limits.inflatedBytes} bytes once decompressed.`);
      }
      if (bytes > ratioFrom && bytes > limits.ratio * wire.bytes) {
        throw tooLarge(`The body grows more than ${limits.ratio} times when decompressed.`);
      }
      admission.grow(part.length);
      inflated.push(part);
    }
  } catch (error) {
    // The feeder's own reason (too large on the wire) is the better one; it fails after us.
    decoder.destroy();
    await feeding.catch((reason: unknown) => {
      if (reason instanceof HttpProblem) throw reason;
    });
    throw error;
  }
  await feeding;
  return inflated;
}

async function feed(
  chunks: AsyncIterable<Buffer>,
  decoder: ReturnType<typeof decoderFor> & object,
): Promise<void> {
  try {
    for await (const chunk of chunks) {
      if (decoder.destroyed) return;
      if (!decoder.write(chunk)) await drained(decoder);
    }
    decoder.end();
  } catch (error) {
    decoder.destroy(error as Error);
    throw error;
  }
}

function drained(decoder: ReturnType<typeof decoderFor> & object): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      decoder.off('drain', done).off('close', done);
      resolve();
    };
    decoder.once('drain', done).once('close', done);
  });
}

async function collect(chunks: AsyncIterable<Buffer>): Promise<Buffer[]> {
  const parts: Buffer[] = [];
  for await (const chunk of chunks) parts.push(chunk);
  return parts;
}

function tooLarge(message: string): HttpProblem {
  return new HttpProblem('too_large', message);
}
