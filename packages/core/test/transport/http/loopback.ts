import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { gunzipSync } from 'node:zlib';

/** A request as the server saw it. */
export interface Seen {
  readonly method: string | undefined;
  readonly path: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly text: string;
  /** JSON of each event in the body. */
  readonly events: readonly { readonly eventId: string }[];
  readonly at: number;
}

export interface Loopback {
  readonly url: string;
  readonly seen: Seen[];
  readonly sockets: ReadonlySet<Socket>;
  /** Replaces what the server does with requests from now on. */
  answer: (seen: Seen, response: ServerResponse, request: IncomingMessage) => void;
  close(): Promise<void>;
}

/** Answers as a collector does that has stored everything. */
export function storeAll({ events }: Seen, response: ServerResponse): void {
  json(response, 200, { accepted: events.length, results: [] });
}

export function json(
  response: ServerResponse,
  status: number,
  body: unknown,
  headers: Record<string, string | string[]> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', ...headers });
  response.end(JSON.stringify(body));
}

/** A real HTTP server on this machine, whose answers a test writes. */
export async function loopback(answer: Loopback['answer'] = storeAll): Promise<Loopback> {
  const seen: Seen[] = [];
  const sockets = new Set<Socket>();
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('error', () => {});
    request.on('end', () => {
      const packed = Buffer.concat(chunks);
      const zipped = request.headers['content-encoding'] === 'gzip';
      const text = (zipped ? gunzipSync(packed) : packed).toString('utf8');
      const { method, url: path, headers } = request;
      const { events = [] } = JSON.parse(text) as { events?: Seen['events'] };
      const one = { method, path, headers, text, events, at: performance.now() };
      seen.push(one);
      loop.answer(one, response, request);
    });
  });
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const loop: Loopback = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    sockets,
    answer,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve));
      for (const socket of sockets) socket.destroy();
      await closed;
    },
  };
  return loop;
}
