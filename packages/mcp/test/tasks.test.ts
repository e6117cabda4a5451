import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import {
  InMemoryTaskStore,
  InMemoryTaskMessageQueue,
} from '@modelcontextprotocol/sdk/experimental/tasks/stores/in-memory.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { ElicitRequestSchema, ElicitResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { GuardBlockedError, policies } from '@heddle/core';
import type { AgentEvent } from '@heddle/events';
import { recorder } from '@heddle/testing';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { wrapMcpClient } from '../src/index.ts';
import { story } from './fixtures/story.ts';

/** The story without the status reports, of which there are as many as there happen to be. */
const asked = (events: readonly AgentEvent[]): string[] =>
  story(events).filter((line) => !line.includes('~ notifications/tasks/status'));

async function open(recording: Parameters<typeof recorder>[0] = {}) {
  const recorded = recorder(recording);
  const server = new McpServer(
    { name: 'kiln', version: '1' },
    {
      capabilities: { tasks: { list: {}, cancel: {}, requests: { tools: { call: {} } } } },
      taskStore: new InMemoryTaskStore(),
      taskMessageQueue: new InMemoryTaskMessageQueue(),
      defaultTaskPollInterval: 10,
    },
  );
  server.experimental.tasks.registerToolTask(
    'fire',
    { inputSchema: { how: z.string() } },
    {
      async createTask({ how }, extra) {
        const task = await extra.taskStore.createTask({ pollInterval: 10 });
        const { taskId } = task;
        const store = async (): Promise<void> => {
          if (how === 'asking') {
            await server.server.request(
              {
                method: 'elicitation/create',
                params: { message: 'Hot?', requestedSchema: { type: 'object', properties: {} } },
              },
              ElicitResultSchema,
              { relatedTask: { taskId } },
            );
          }
          const content = [{ type: 'text' as const, text: how }];
          if (how === 'cracked')
            await extra.taskStore.storeTaskResult(taskId, 'failed', { content });
          else
            await extra.taskStore.storeTaskResult(taskId, 'completed', {
              content,
              isError: how === 'pale',
            });
        };
        // The task may outlive the connection.
        setTimeout(() => void store().catch(() => undefined), 5);
        if (how === 'asking') await extra.taskStore.updateTaskStatus(taskId, 'input_required');
        return { task };
      },
      getTask: (_args, extra) => extra.taskStore.getTask(extra.taskId),
      getTaskResult: async (_args, extra) =>
        (await extra.taskStore.getTaskResult(extra.taskId)) as never,
    },
  );
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = wrapMcpClient(
    recorded.heddle,
    new Client({ name: 'c', version: '1' }, { capabilities: { elicitation: {} } }),
    { server: 'kiln' },
  );
  client.setRequestHandler(ElicitRequestSchema, () => ({ action: 'accept', content: {} }));
  await client.connect(ours);
  await client.listTools();
  await recorded.clear();
  const fire = (how: string) =>
    client.experimental.tasks.callToolStream({ name: 'fire', arguments: { how } });
  return { ...recorded, client, fire, server };
}

test.each([
  ['glazed', 'kiln.fire', 'completed', false],
  ['pale', 'kiln.fire: failed, "pale"', 'completed', true],
  ['cracked', 'kiln.fire: failed, "', 'failed', undefined],
])(
  'a task that comes out %s is one call, told as its result says',
  async (how, tool, outcome, isError) => {
    const { heddle, events, fire, client } = await open();
    const types: string[] = [];
    await heddle.run('r', async () => {
      for await (const message of fire(how)) types.push(message.type);
    });
    expect(types.slice(0, 2)).toEqual(['taskCreated', 'taskStatus']);
    const told = asked(await events());
    expect(told).toHaveLength(3);
    expect(told[1]).toContain(tool);
    const ending = (await events()).find(
      (event) => 'mcp' in event && event.mcp.method === 'tools/call' && 'outcome' in event,
    );
    expect(ending).toMatchObject({ outcome, ...(isError !== undefined && { isError }) });
    expect((ending as { requestCount?: number }).requestCount).toBeGreaterThan(2);
    await client.close();
  },
);

test('a task that is left alone ends its call', async () => {
  const { heddle, events, unfinished, fire, client } = await open();
  await heddle.run('r', async () => {
    for await (const { type } of fire('glazed')) if (type === 'taskCreated') break;
  });
  expect(await unfinished()).toEqual([]);
  expect(await events('agent.tool.called')).toHaveLength(1);
  await client.close();
});

test('what a task asks on the way is told below its call', async () => {
  const { heddle, events, fire, client } = await open();
  await heddle.run('r', async () => {
    for await (const { type } of fire('asking')) void type;
  });
  expect(asked(await events())).toEqual([
    'run',
    '  tool kiln.fire',
    expect.stringMatching(/^ {4}tools\/call fire: \d requests$/),
    '      <- elicitation/create',
  ]);
  await client.close();
});

test('a refused task fails at its first step, as a stream does', async () => {
  const { heddle, events, fire, client } = await open({
    mode: 'enforce',
    gate: policies([{ key: 'cold', effect: 'block', match: { tool: 'kiln.*' } }]),
  });
  await heddle.run('r', async () => {
    const stream = fire('glazed');
    await expect(stream.next()).rejects.toBeInstanceOf(GuardBlockedError);
  });
  expect((await events('agent.tool.called')).map(({ outcome }) => outcome)).toEqual(['blocked']);
  await client.close();
});

test('the tasks of a client are asked for one by one too', async () => {
  const { heddle, events, fire, client } = await open();
  await heddle.run('r', async () => {
    let taskId = '';
    for await (const message of fire('glazed')) {
      if (message.type === 'taskCreated') taskId = message.task.taskId;
    }
    await client.experimental.tasks.getTask(taskId);
    await client.experimental.tasks.listTasks();
  });
  expect(asked(await events()).slice(3)).toEqual(['  tasks/get', '  tasks/list']);
  await client.close();
});
