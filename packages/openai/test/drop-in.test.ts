import { recorder } from '@heddle/testing';
import { startOpenAIServer } from '@heddle/testing/openai-server';
import Original from 'openai';
import OpenAI, { APIError, AzureOpenAI, useHeddle } from '@heddle/openai/drop-in';
import { expect, it, onTestFinished } from 'vitest';
import { PROMPT } from './loopback.ts';

async function atLoopback() {
  const server = await startOpenAIServer();
  onTestFinished(() => server.close());
  const fallback = recorder();
  useHeddle(fallback.heddle);
  return { fallback, options: { apiKey: 'k', baseURL: server.url, maxRetries: 0 }, server };
}

it('is the class it stands in for, and its instances record', async () => {
  const { fallback, options } = await atLoopback();
  const client = new OpenAI(options);
  expect(client).toBeInstanceOf(Original);
  expect(client).toBeInstanceOf(OpenAI);
  expect(client.constructor).toBe(Original);
  expect([OpenAI.name, OpenAI.length, OpenAI.APIError]).toEqual([
    'OpenAI',
    Original.length,
    APIError,
  ]);
  await client.chat.completions.create(PROMPT);
  expect(await fallback.events('agent.llm.completed')).toHaveLength(1);
});

it('records in the run of whichever Heddle is running', async () => {
  const { fallback, options } = await atLoopback();
  const { heddle, events } = recorder();
  const client = new OpenAI(options).withOptions({ timeout: 5000 });
  await heddle.run('r', () => client.chat.completions.create(PROMPT));
  await client.chat.completions.create(PROMPT);
  expect(await events('agent.llm.completed')).toHaveLength(1);
  expect(await fallback.events('agent.llm.completed')).toHaveLength(1);
});

it('can be extended, private members and all', async () => {
  const { fallback, options } = await atLoopback();
  class Mine extends OpenAI {
    #asked = 0;
    async ask(): Promise<number> {
      await this.chat.completions.create(PROMPT);
      return ++this.#asked;
    }
  }
  const client = new Mine(options);
  expect(client).toBeInstanceOf(Mine);
  expect(client.constructor).toBe(Mine);
  expect(await client.ask()).toBe(1);
  expect(await fallback.events('agent.llm.completed')).toHaveLength(1);
});

it('has Azure', async () => {
  const { fallback, server } = await atLoopback();
  const client = new AzureOpenAI({
    apiKey: 'k',
    endpoint: server.endpoint,
    apiVersion: '2024-10-21',
  });
  await client.chat.completions.create(PROMPT);
  expect(await fallback.events('agent.llm.completed')).toMatchObject([
    { model: { provider: 'azure.ai.openai' } },
  ]);
});
