import { calcPrice, findProvider, type Provider } from '@pydantic/genai-prices';
import { describe, expect, it } from 'vitest';
import { openaiCost, priceOf } from '../src/prices/index.ts';
import { chatAnswer } from '@heddle/testing/openai-server';
import { loopback, PROMPT } from './loopback.ts';

const MILLION = 1_000_000;
const usage = { inputTokens: MILLION, outputTokens: 0 };

describe('the list price', () => {
  it('knows models by their dated names too', () => {
    expect(priceOf({ model: 'gpt-4o-mini', usage })).toBe(0.15);
    expect(priceOf({ model: 'gpt-4o-mini-2024-07-18', usage })).toBe(0.15);
  });

  it('is less for what came from a cache', () => {
    const cached = { inputTokens: MILLION, cachedInputTokens: MILLION, outputTokens: 0 };
    expect(priceOf({ model: 'gpt-4o', usage: cached })).toBe(1.25);
  });

  it('counts seconds of sound where tokens are not counted', () => {
    const units = { audio_seconds: 3600, input_audio_seconds: 3600 };
    expect(priceOf({ model: 'whisper-1', usage: {}, units })).toBe(0.36);
  });

  it.each([
    ['a model that is not listed', { model: 'gpt-9-imagined', usage }],
    ['no model at all', { usage }],
    ['no usage', { model: 'gpt-4o', usage: {} }],
    ['a provider that is not listed', { provider: 'acme', model: 'gpt-4o', usage }],
    ['a tier with prices of its own', { model: 'gpt-4o', serviceTier: 'flex', usage }],
    ['tokens of a model that is paid by the second', { model: 'whisper-1', usage }],
    [
      'sound in a model whose sound has no listed price',
      { model: 'gpt-4o-audio-preview', usage: { ...usage, audioInputTokens: 10 } },
    ],
    [
      'counts that contradict each other',
      { model: 'gpt-4o', usage: { inputTokens: 1, cachedInputTokens: 5 } },
    ],
  ])('is unknown for %s', (_what, call) => {
    expect(openaiCost()(call)).toBeUndefined();
  });
});

describe('your own prices', () => {
  const prices = {
    'my-model': {
      input: 2,
      output: 8,
      cachedInput: 1,
      reasoning: 4,
      tiers: { flex: { input: 1, output: 4 } },
    },
    'azure.ai.openai/gpt-4o': { input: 3, output: 12 },
  };

  it('come before the list', () => {
    const cost = openaiCost({ prices: { 'gpt-4o': { input: 1, output: 1 } } });
    expect(cost({ model: 'gpt-4o', usage })).toBe(1);
    expect(cost({ model: 'gpt-4o-mini', usage })).toBe(0.15);
  });

  it('tell cached and reasoning tokens from the rest, and tiers from each other', () => {
    const cost = openaiCost({ prices, list: false });
    const mixed = {
      inputTokens: MILLION,
      cachedInputTokens: MILLION / 2,
      outputTokens: MILLION,
      reasoningTokens: MILLION / 2,
    };
    expect(cost({ model: 'my-model', usage: mixed })).toBe(1.5 + 6);
    expect(cost({ model: 'my-model', usage, serviceTier: 'flex' })).toBe(1);
    expect(cost({ model: 'my-model', usage, serviceTier: 'priority' })).toBeUndefined();
  });

  it('may differ by provider', () => {
    const cost = openaiCost({ prices });
    expect(cost({ provider: 'azure.ai.openai', model: 'gpt-4o', usage })).toBe(3);
  });
});

describe('a wrapped client', () => {
  it.each([
    ['the list', {}, {}, 0.00014],
    ['its own function', { cost: (): number => 7 }, { cost: (): number => 8 }, 7],
    ['the Heddle’s', {}, { cost: (): number => 8 }, 8],
    ['nobody', { cost: false as const }, {}, undefined],
  ])('is priced by %s', async (_who, options, heddleOptions, expected) => {
    const { client, heddle, events } = await loopback(options, heddleOptions);
    await heddle.run('r', () => client.chat.completions.create(PROMPT));
    expect((await events('agent.llm.completed'))[0]?.costUsd).toBe(expected);
  });

  it('says no price of a model that nobody knows', async () => {
    const { client, heddle, server, events } = await loopback();
    server.reply(chatAnswer({ model: 'imagined-1' }));
    await heddle.run('r', () => client.chat.completions.create(PROMPT));
    const [completed] = await events('agent.llm.completed');
    expect(completed).not.toHaveProperty('costUsd');
    expect(heddle.diagnostics().internalErrors).toBe(0);
  });
});

describe('what is reckoned here', () => {
  it('is what the list says, for every model it has', () => {
    const { models } = findProvider({ providerId: 'openai' }) as Provider;
    const usages = [
      { inputTokens: 1234, outputTokens: 567 },
      { inputTokens: 1234, outputTokens: 567, cachedInputTokens: 1000 },
      { inputTokens: 400_000, outputTokens: 9 },
      { inputTokens: 10, outputTokens: 0 },
    ];
    for (const { id } of models) {
      for (const one of usages) {
        const listed = calcPrice(
          {
            input_tokens: one.inputTokens,
            output_tokens: one.outputTokens,
            ...(one.cachedInputTokens && { cache_read_tokens: one.cachedInputTokens }),
          },
          id,
          { providerId: 'openai' },
        );
        const own = priceOf({ model: id, usage: one });
        // Where we say nothing, the list's figure lacks a rate.
        if (own !== undefined)
          expect([id, own]).toEqual([id, expect.closeTo(listed?.total_price ?? -1, 10)]);
        else
          expect([id, Object.keys(listed?.model_price ?? {})]).not.toEqual([
            id,
            expect.arrayContaining(['input_mtok', 'output_mtok']),
          ]);
      }
    }
  });
});
