import type { Agent, IncomingMessage } from 'node:http';
import { builtin } from '../builtin.ts';
import { mostAnswerBytes, type HttpAnswer, type HttpRequest, type Post } from './post.ts';

/** Servers commonly close an idle connection after 5 s; we let go first, so the two never race. */
const idleMs = 4000;

/**
 * POST by `node:http`, whose sockets can be told not to keep the process alive: with `fetch`, one
 * receiver that never answers would. Undefined where there is no such module.
 */
export function postWithNode(): Post | undefined {
  const http = builtin('node:http');
  if (!http) return undefined;
  let agent: Agent | undefined;

  const post = (request: HttpRequest, mayRepeat: boolean): Promise<HttpAnswer> => {
    const { url, headers, body, signal } = request;
    const secure = url.protocol === 'https:' ? builtin('node:https') : undefined;
    agent ??= new (secure ?? http).Agent({ keepAlive: true, maxSockets: 2, timeout: idleMs });
    const options = { method: 'POST', headers, agent, signal };
    return new Promise((resolve, reject) => {
      const sent = (secure ?? http).request(url, options);
      sent.on('socket', (socket) => socket.unref());
      sent.on('error', (error: NodeJS.ErrnoException) => {
        // The other side closed an idle connection just as we used it, or while we were asleep.
        const stale = mayRepeat && sent.reusedSocket && error.code === 'ECONNRESET';
        if (stale) resolve(post(request, false));
        else reject(error);
      });
      sent.on('response', (response) => void read(response).then(resolve, reject));
      sent.end(body);
    });
  };
  return (request) => post(request, true);
}

async function read(response: IncomingMessage): Promise<HttpAnswer> {
  const { headers, statusCode: status = 0 } = response;
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    // Leaving the loop destroys the connection.
    if (size > mostAnswerBytes) break;
    chunks.push(chunk);
  }
  const bytes = size > mostAnswerBytes ? Buffer.alloc(0) : Buffer.concat(chunks);
  return {
    status,
    retryAfter: headers['retry-after'],
    contentType: headers['content-type'],
    location: headers.location,
    text: bytes.toString('utf8'),
    bytes,
  };
}
