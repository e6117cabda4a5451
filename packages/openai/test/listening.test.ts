import { recorder } from '@heddle/testing';
import { startOpenAIServer } from '@heddle/testing/openai-server';
import OpenAI from 'openai';
import { describe, expect, it, onTestFinished } from 'vitest';
import { wrapOpenAI } from '../src/index.ts';
import { loopback, PROMPT } from './loopback.ts';

describe('a call outside any run', () => {
  it('has a run of its own', async () => {
    const { client, types, events } = await loopback();
    await client.chat.completions.create(PROMPT);
    expect(await types()).toEqual([
      'agent.run.started',
      'agent.llm.called',
      'agent.llm.completed',
      'agent.run.completed',
    ]);
    const [run] = await events('agent.run.completed');
    expect(run).toMatchObject({ run: { name: 'chat.completions', trigger: 'implicit' } });
    expect(run?.totals.modelCalls).toBe(1);
  });

  it('has a run that lasts as long as its stream', async () => {
    const { client, types } = await loopback();
    const stream = await client.chat.completions.create({ ...PROMPT, stream: true });
    expect(await types()).toEqual(['agent.run.started', 'agent.llm.called']);
    for await (const _chunk of stream);
    expect(await types()).toHaveLength(4);
  });

  it('has a run that fails with it', async () => {
    const { client, server, types } = await loopback();
    server.reply((_request, response) => void response.destroy());
    await expect(client.chat.completions.create(PROMPT)).rejects.toThrow('Connection error');
    expect(await types()).toEqual([
      'agent.run.started',
      'agent.llm.called',
      'agent.llm.failed',
      'agent.run.failed',
      'agent.error',
    ]);
  });

  it.each([
    ['bare', ['agent.llm.called', 'agent.llm.completed']],
    ['ignore', []],
  ] as const)('is recorded as `outsideRun: %s` says', async (outsideRun, expected) => {
    const { client, types } = await loopback({ outsideRun });
    await client.chat.completions.create(PROMPT);
    expect(await types()).toEqual(expected);
  });
});

describe('who records', () => {
  it('is nobody when the Heddle is disabled', async () => {
    const { client, types } = await loopback({}, { enabled: false });
    expect(Object.getOwnPropertyNames(client)).not.toContain('post');
    await client.chat.completions.create(PROMPT);
    expect(await types()).toEqual([]);
  });

  it('is the Heddle in whose run a shared client is called', async () => {
    const server = await startOpenAIServer();
    onTestFinished(() => server.close());
    const [first, second] = [recorder(), recorder()];
    const client = new OpenAI({ apiKey: 'k', baseURL: server.url });
    wrapOpenAI(first.heddle, client);
    wrapOpenAI(second.heddle, client);

    await first.heddle.run('one', () => client.chat.completions.create(PROMPT));
    await second.heddle.run('two', () => client.chat.completions.create(PROMPT));
    await client.chat.completions.create(PROMPT);

    expect(await first.events('agent.llm.called')).toHaveLength(1);
    expect(await second.events('agent.llm.called')).toHaveLength(2);
  });

  it('is nobody in a run that is not sampled', async () => {
    const { client, heddle, types } = await loopback({}, { sample: 0 });
    const answer = await heddle.run('r', () => client.chat.completions.create(PROMPT));
    expect(answer.choices).toHaveLength(1);
    expect(await types()).toEqual(['agent.telemetry.dropped']);
  });

  it('is the `withLLM` around the call, when there is one', async () => {
    const { client, heddle, events } = await loopback();
    const ask = heddle.withLLM({ provider: 'mine', model: 'gpt-4o' }, async () =>
      client.chat.completions.create(PROMPT),
    );
    await heddle.run('r', ask);
    expect(await events('agent.llm.called')).toMatchObject([{ model: { provider: 'mine' } }]);
  });

  it('says so when the client is frozen, and leaves it alone', async () => {
    const { heddle, server, types } = await loopback();
    const frozen = Object.freeze(new OpenAI({ apiKey: 'k', baseURL: server.url }));
    wrapOpenAI(heddle, frozen);
    await frozen.chat.completions.create(PROMPT);
    expect(await types()).toEqual([]);
    expect(heddle.diagnostics().lastInternalError?.code).toBe('integration_failed');
  });

  it('refuses what is no client, with a sentence', async () => {
    const { heddle } = await loopback();
    expect(() => wrapOpenAI(heddle, {})).toThrow('expected an instance of OpenAI');
  });
});

describe('calls that are no model calls', () => {
  it('are not recorded', async () => {
    const { client, heddle, types } = await loopback();
    await heddle.run('r', () => client.files.list());
    expect(await types()).toEqual(['agent.run.started', 'agent.run.completed']);
  });

  it('are recorded as plain actions on request', async () => {
    const { client, heddle, events } = await loopback({ otherCalls: true });
    await heddle.run('r', async () => {
      for await (const _file of client.files.list());
      await client.files.delete('file-1');
      await client.files.retrieve('nothing').catch(() => {});
    });
    const actions = (await events('agent.action.completed')).map(({ action, resource }) => [
      action?.type,
      resource?.type,
      resource?.externalId,
    ]);
    expect(actions).toEqual([
      ['read', 'files', undefined],
      ['delete', 'files', 'file-1'],
    ]);
    expect(await events('agent.action.failed')).toMatchObject([{ error: { status: 404 } }]);
  });
});
