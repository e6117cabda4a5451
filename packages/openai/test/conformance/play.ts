import { recorder } from '@heddle/testing';
import { startOpenAIServer, type OpenAIServer } from '@heddle/testing/openai-server';
import type { AgentEvent } from '@heddle/events';
import { wrapOpenAI } from '../../src/index.ts';
import type { OpenAIModule } from './majors.ts';
import type { Row, World } from './row.ts';

/** What a host can see of one row: what its script saw, and what went over the wire. */
export interface Side {
  readonly seen: unknown;
  readonly wire: unknown;
  readonly unhandled: number;
}

/** Plays a row with a bare client. */
export async function playBare(row: Row, major: number, openai: OpenAIModule): Promise<Side> {
  return play(
    row,
    major,
    openai,
    (client) => client,
    (script) => script(),
  );
}

/** Plays a row with a wrapped client inside a run, and tells what was recorded. */
export async function playWrapped(
  row: Row,
  major: number,
  openai: OpenAIModule,
): Promise<Side & { readonly events: AgentEvent[]; readonly diagnostics: readonly unknown[] }> {
  const diagnostics: unknown[] = [];
  const { heddle, events } = recorder({ onDiagnostic: (told) => diagnostics.push(told) });
  const side = await play(
    row,
    major,
    openai,
    (client) => wrapOpenAI(heddle, client),
    (script) => heddle.run('row', script),
  );
  return { ...side, events: await events(), diagnostics };
}

async function play(
  row: Row,
  major: number,
  openai: OpenAIModule,
  wrap: World['wrap'],
  around: (script: () => Promise<unknown>) => Promise<unknown>,
): Promise<Side> {
  const server = await startOpenAIServer();
  const rejections = catchRejections();
  const client = wrap(
    new openai.default({ apiKey: 'sk-loopback', baseURL: server.url, maxRetries: 0 }),
  );
  const world: World = { major, openai, server, client, wrap, unhandled: rejections.seen, idle };
  try {
    const seen = await around(async () => row.play(world));
    await idle();
    return {
      seen: portless(seen, server),
      wire: portless(server.requests.map(onTheWire), server),
      unhandled: rejections.seen.length,
    };
  } finally {
    rejections.stop();
    await server.close();
  }
}

/** Everything of a request but what no two requests share. */
function onTheWire({ method, url, headers, body }: OpenAIServer['requests'][number]): object {
  const { host: _host, ...kept } = headers;
  const form = kept['content-type']?.startsWith('multipart/form-data') === true;
  if (!form) return { method, url, headers: kept, body };
  const { 'content-type': _boundary, ...rest } = kept;
  return {
    method,
    url,
    headers: rest,
    body: String(body).replaceAll(/(?:form-data-boundary-|-{4,})[\w-]+/g, '[boundary]'),
  };
}

function portless(value: unknown, server: OpenAIServer): unknown {
  const { port } = new URL(server.url);
  const swap = (text: string): string => text.replaceAll(`127.0.0.1:${port}`, '127.0.0.1:PORT');
  const walk = (one: unknown): unknown => {
    if (typeof one === 'string') return swap(one);
    if (Array.isArray(one)) return one.map(walk);
    if (
      typeof one !== 'object' ||
      one === null ||
      Object.getPrototypeOf(one) !== Object.prototype
    ) {
      return one;
    }
    return Object.fromEntries(Object.entries(one).map(([key, inner]) => [key, walk(inner)]));
  };
  return walk(value);
}

/** The test runner listens for unhandled rejections and would fail a row that is about them. */
function catchRejections(): { readonly seen: unknown[]; stop(): void } {
  const theirs = process.listeners('unhandledRejection');
  const seen: unknown[] = [];
  const listener = (reason: unknown): void => void seen.push(reason);
  process.removeAllListeners('unhandledRejection');
  process.on('unhandledRejection', listener);
  return {
    seen,
    stop() {
      process.removeListener('unhandledRejection', listener);
      for (const one of theirs) process.on('unhandledRejection', one);
    },
  };
}

/** A few turns of the loop: what is going to settle without a timer has settled. */
async function idle(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
}
