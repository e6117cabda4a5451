import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { receive, type ReceivedRequest } from './received-request.ts';
import { serveRealtime, type RealtimeAnswer } from './realtime.ts';
import { failure, type Reply } from './reply.ts';
import { routesOf, type Route } from './routes.ts';

/** An OpenAI server on loopback: real HTTP, real server-sent events, no model. */
export interface OpenAIServer {
  /** The base URL for `new OpenAI({ baseURL })`. */
  readonly url: string;
  /** The endpoint for `new AzureOpenAI({ endpoint })`. */
  readonly endpoint: string;
  /** What arrived so far, retries included. */
  readonly requests: ReceivedRequest[];
  /** The answers to the next requests, in order; when they are used up the usual ones are given. */
  reply(...replies: readonly Reply[]): void;
  /** What realtime sessions are answered next, in order. */
  speak(...answers: readonly RealtimeAnswer[]): void;
  /** Forgets what arrived and the answers that nobody fetched. */
  reset(): void;
  close(): Promise<void>;
}

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @example
 * const server = await startOpenAIServer();
 * const client = new OpenAI({ apiKey: 'none', baseURL: server.url });
 * server.reply(failure(429), chatAnswer({ content: 'Hello.' }));
 * await client.chat.completions.create({ model: 'gpt-4o', messages: [] }); // one retry, then Hello.
 * await server.close();
 */
export async function startOpenAIServer(): Promise<OpenAIServer> {
  const requests: ReceivedRequest[] = [];
  const queued: Reply[] = [];
  const routes = routesOf();
  let served = 0;

  const answer = async (message: IncomingMessage, response: ServerResponse): Promise<void> => {
    const request = await receive(message, response);
    requests.push(request);
    served++;
    response.setHeader('x-request-id', `req_loopback_${served}`);
    const reply = queued.shift() ?? usual(routes, request);
    await reply(request, response);
  };
  const server = createServer((message, response) => {
    answer(message, response).catch(() => response.destroy());
  });
  const spoken: RealtimeAnswer[] = [];
  const sessions = serveRealtime(server, spoken);
  const endpoint = await listen(server);
  return {
    url: `${endpoint}/v1`,
    endpoint,
    requests,
    reply: (...replies) => void queued.push(...replies),
    speak: (...answers) => void spoken.push(...answers),
    reset() {
      requests.length = 0;
      queued.length = 0;
      spoken.length = 0;
    },
    close() {
      for (const session of sessions.clients) session.terminate();
      return close(server);
    },
  };
}

function usual(routes: readonly Route[], { method, path }: ReceivedRequest): Reply {
  const route = routes.find((one) => one.method === method && one.path.test(path));
  return route?.reply ?? failure(404, { message: `The loopback has no ${method} ${path}.` });
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
