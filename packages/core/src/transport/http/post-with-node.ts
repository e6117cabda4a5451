import type { Agent, IncomingMessage } from 'node:http';
import { builtin } from '../builtin.ts';
import { mostAnswerBytes, type HttpAnswer, type Post } from './post.ts';

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
  return ({ url, headers, body, signal }) => {
    const secure = url.protocol === 'https:' ? builtin('node:https') : undefined;
    agent ??= new (secure ?? http).Agent({ keepAlive: true, maxSockets: 2, timeout: idleMs });
    const options = { method: 'POST', headers, agent, signal };
    return new Promise((resolve, reject) => {
      const request = (secure ?? http).request(url, options);
      request.on('socket', (socket) => socket.unref());
      request.on('error', reject);
      request.on('response', (response) => void read(response).then(resolve, reject));
      request.end(body);
    });
  };
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
  return {
    status,
    retryAfter: headers['retry-after'],
    contentType: headers['content-type'],
    location: headers.location,
    text: size > mostAnswerBytes ? '' : Buffer.concat(chunks).toString('utf8'),
  };
}
