import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  /** Unpacked. */
  readonly body: Buffer;
}

interface Answer {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | string;
}

export interface OtlpReceiver extends AsyncDisposable {
  readonly url: string;
  readonly requests: Received[];
  /** What the next requests are answered, in turn; an empty 200 when there is nothing more. */
  readonly answers: Answer[];
}

/** An OTLP receiver on loopback. */
export async function otlpReceiver(): Promise<OtlpReceiver> {
  const requests: Received[] = [];
  const answers: Answer[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const raw = Buffer.concat(chunks);
      const body = request.headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw;
      requests.push({ path: request.url ?? '', headers: request.headers, body });
      const { status = 200, headers = {}, body: answer = '' } = answers.shift() ?? {};
      const contentType = request.headers['content-type'] ?? 'application/json';
      response.writeHead(status, { 'content-type': contentType, ...headers });
      response.end(answer);
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    answers,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
