import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import {
  CreateMessageRequestSchema,
  ElicitRequestSchema,
  ListRootsRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import { validateEvents, type AgentEvent } from '@heddle/events';
import { recorder, sequenceProblems } from '@heddle/testing';
import { describe, expect, test } from 'vitest';
import { wrapMcpClient } from '../src/index.ts';
import { answers } from './fixtures/host.ts';
import { httpTransportV1 } from './fixtures/hosts-v1.ts';
import { proxied } from './fixtures/proxied.ts';

interface RealServer {
  readonly name: string;
  readonly args: (folder: string) => string[];
  readonly env?: (folder: string) => Record<string, string>;
  /** What is done with it; everything that is told of it must come out the same every time. */
  readonly script: (client: Client, folder: string) => Promise<unknown[]>;
}

const require = createRequire(import.meta.url);
const entry = (name: string): string =>
  join(dirname(require.resolve(`@modelcontextprotocol/${name}/package.json`)), 'dist/index.js');

const call = (client: Client, name: string, args: Record<string, unknown> = {}, options = {}) =>
  client.callTool({ name, arguments: args }, undefined, options);

const servers: RealServer[] = [
  {
    name: 'everything',
    args: () => [entry('server-everything')],
    async script(client) {
      const progress: unknown[] = [];
      return [
        await client.listTools(),
        await client.listResources(),
        await client.listPrompts(),
        await client.getPrompt({ name: 'simple-prompt' }),
        await call(client, 'echo', { message: 'hello' }),
        await call(client, 'get-sum', { a: 2, b: 3 }),
        await call(client, 'get-sum', { a: 'two' }),
        await call(client, 'get-structured-content', { location: 'Chicago' }),
        await call(client, 'get-tiny-image'),
        await call(client, 'get-roots-list'),
        await call(client, 'trigger-sampling-request', { prompt: 'well?' }),
        await call(client, 'trigger-elicitation-request'),
        await call(
          client,
          'trigger-long-running-operation',
          { duration: 0.1, steps: 3 },
          {
            onprogress: (each: unknown) => progress.push(each),
          },
        ),
        // The last one comes in one piece with the answer, and is sometimes lost by the SDK.
        progress.slice(0, 2),
        await call(client, 'no-such-tool'),
        await client.complete({
          ref: { type: 'ref/prompt', name: 'completable-prompt' },
          argument: { name: 'department', value: 'E' },
        }),
        await client.ping(),
      ];
    },
  },
  {
    name: 'filesystem',
    args: (folder) => [entry('server-filesystem'), folder],
    async script(client, folder) {
      const path = join(folder, 'note.txt');
      return [
        await client.listTools(),
        await call(client, 'write_file', { path, content: 'one\ntwo\n' }),
        await call(client, 'read_text_file', { path }),
        await call(client, 'edit_file', { path, edits: [{ oldText: 'two', newText: 'three' }] }),
        await call(client, 'read_text_file', { path, tail: 1 }),
        await call(client, 'list_directory', { path: folder }),
        await call(client, 'read_text_file', { path: '/etc/passwd' }),
        await call(client, 'move_file', { source: path, destination: join(folder, 'moved.txt') }),
        await call(client, 'search_files', { path: folder, pattern: '*.txt' }),
      ];
    },
  },
  {
    name: 'memory',
    args: () => [entry('server-memory')],
    env: (folder) => ({ MEMORY_FILE_PATH: join(folder, 'memory.json') }),
    async script(client) {
      const entities = [{ name: 'Ada', entityType: 'person', observations: ['counts'] }];
      return [
        await client.listTools(),
        await call(client, 'create_entities', { entities }),
        await call(client, 'add_observations', {
          observations: [{ entityName: 'Ada', contents: ['weaves'] }],
        }),
        await call(client, 'search_nodes', { query: 'weaves' }),
        await call(client, 'add_observations', {
          observations: [{ entityName: 'Nobody', contents: ['x'] }],
        }),
        await call(client, 'read_graph'),
        await call(client, 'delete_entities', { entityNames: ['Ada'] }),
      ];
    },
  },
];

async function connected(client: Client, transport: Transport): Promise<Client> {
  client.setRequestHandler(CreateMessageRequestSchema, () => answers.sampling);
  client.setRequestHandler(ElicitRequestSchema, () => answers.elicitation);
  const { roots } = (client as unknown as { _capabilities: { roots?: object } })._capabilities;
  if (roots !== undefined) client.setRequestHandler(ListRootsRequestSchema, () => answers.roots);
  await client.connect(transport);
  return client;
}

/** A host that states roots gives the file server those, in place of the folder it was started for. */
const newClient = (server: string): Client =>
  new Client(
    { name: 'host', version: '1' },
    {
      capabilities: {
        sampling: {},
        elicitation: { form: {} },
        ...(server === 'everything' && { roots: {} }),
      },
    },
  );

/** The folder is the server's own, so that each way starts from the same nothing. */
function folderOf(way: string): string {
  return mkdtempSync(join(tmpdir(), `heddle-${way}-`));
}

/** What differs from run to run by its nature: the folder's name. */
const normal = (value: unknown, folder: string): unknown =>
  JSON.parse(JSON.stringify(value).replaceAll(folder, '<folder>'));

/** The tools as they were called, and how each went. */
const toolsOf = (events: readonly AgentEvent[]): unknown[] =>
  events.flatMap((event) =>
    event.type === 'agent.tool.called'
      ? [[event.tool.name, event.outcome, event.action?.type]]
      : [],
  );

describe.each(servers)('$name', ({ name, args, env, script }) => {
  test('answers the same bare, through the middleware and through the proxy', async () => {
    const start = (folder: string) => ({
      command: process.execPath,
      args: args(folder),
      env: { PATH: process.env['PATH'] ?? '', ...env?.(folder) },
    });

    const bareFolder = folderOf('bare');
    const bare = await connected(
      newClient(name),
      new StdioClientTransport({ ...start(bareFolder), stderr: 'ignore' }),
    );
    const expected = normal(await script(bare, bareFolder), bareFolder);
    await bare.close();

    const wrapping = recorder();
    const wrapFolder = folderOf('wrap');
    const wrapped = await connected(
      wrapMcpClient(wrapping.heddle, newClient(name), { server: name }),
      new StdioClientTransport({ ...start(wrapFolder), stderr: 'ignore' }),
    );
    const throughWrapper = await wrapping.heddle.run('script', () => script(wrapped, wrapFolder));
    await wrapped.close();
    expect(normal(throughWrapper, wrapFolder)).toEqual(expected);

    const proxying = recorder();
    const proxyFolder = folderOf('proxy');
    const { exit, transport } = proxied(proxying.heddle, { ...start(proxyFolder), server: name });
    const behind = await connected(newClient(name), transport);
    expect(normal(await script(behind, proxyFolder), proxyFolder)).toEqual(expected);
    await behind.close();
    await exit;

    const [wrappedEvents, proxiedEvents] = [await wrapping.events(), await proxying.events()];
    for (const events of [wrappedEvents, proxiedEvents]) {
      expect(validateEvents(events).accepted).toBe(events.length);
      expect(sequenceProblems(events)).toEqual([]);
    }
    expect(await wrapping.unfinished()).toEqual([]);
    expect(await proxying.unfinished()).toEqual([]);
    expect(toolsOf(proxiedEvents)).toEqual(toolsOf(wrappedEvents));
    expect(toolsOf(wrappedEvents).length).toBeGreaterThan(5);
  });
});

/** The server would listen to the whole network; a test of ours does not. */
const ON_LOOPBACK = `data:text/javascript,${encodeURIComponent(
  `import { Server } from 'node:net';
   const { listen } = Server.prototype;
   Server.prototype.listen = function (port, ...rest) {
     return listen.call(this, port, '127.0.0.1', ...rest);
   };`,
)}`;

test('everything, over Streamable HTTP, answers the same through the middleware and the proxy', async () => {
  const [everything] = servers as [RealServer];
  const port = await freePort();
  const server = spawn(
    process.execPath,
    ['--import', ON_LOOPBACK, entry('server-everything'), 'streamableHttp'],
    {
      env: { ...process.env, PORT: String(port) },
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  try {
    await new Promise<void>((resolve) => {
      server.stderr.on('data', (said: Buffer) => {
        if (said.toString().includes('listening')) resolve();
      });
    });
    const url = new URL(`http://127.0.0.1:${port}/mcp`);
    const bare = await connected(newClient('everything'), httpTransportV1(url));
    const expected = await everything.script(bare, '');
    await bare.close();

    const wrapping = recorder();
    const wrapped = await connected(
      wrapMcpClient(wrapping.heddle, newClient('everything'), { server: 'everything' }),
      httpTransportV1(url),
    );
    expect(await wrapping.heddle.run('script', () => everything.script(wrapped, ''))).toEqual(
      expected,
    );
    await wrapped.close();

    const proxying = recorder();
    const { exit, transport } = proxied(proxying.heddle, { url, server: 'everything' });
    const behind = await connected(newClient('everything'), transport);
    expect(await everything.script(behind, '')).toEqual(expected);
    await behind.close();
    await exit;
    expect(toolsOf(await proxying.events())).toEqual(toolsOf(await wrapping.events()));
    expect(await wrapping.unfinished()).toEqual([]);
    expect(await proxying.unfinished()).toEqual([]);
  } finally {
    server.kill();
    await once(server, 'close');
  }
});

test('everything, a task that runs for a while, is one call', async () => {
  const { heddle, events } = recorder();
  const client = await connected(
    wrapMcpClient(heddle, newClient('everything'), { server: 'everything' }),
    new StdioClientTransport({
      command: process.execPath,
      args: [entry('server-everything')],
      stderr: 'ignore',
    }),
  );
  const messages: string[] = [];
  await heddle.run('research', async () => {
    await client.listTools();
    const stream = client.experimental.tasks.callToolStream({
      name: 'simulate-research-query',
      arguments: { topic: 'looms' },
    });
    for await (const { type } of stream) messages.push(type);
  });
  await client.close();
  expect(messages[0]).toBe('taskCreated');
  expect(messages.at(-1)).toBe('result');
  expect(toolsOf(await events())).toEqual([
    ['everything.simulate-research-query', 'completed', expect.any(String)],
  ]);
});

async function freePort(): Promise<number> {
  const probe = createServer().listen(0, '127.0.0.1');
  await once(probe, 'listening');
  const { port } = probe.address() as AddressInfo;
  probe.close();
  await once(probe, 'close');
  return port;
}
