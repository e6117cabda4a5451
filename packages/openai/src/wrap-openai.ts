import type { Heddle } from '@heddle/core';
import type { WrapOpenAIOptions } from './options.ts';
import { recordOf } from './record-of.ts';

/**
 * Instruments an OpenAI client and gives back that very client: from now on each of its model calls
 * is an `agent.llm.called` and one `agent.llm.completed` or `agent.llm.failed`. Works on `OpenAI`,
 * `AzureOpenAI` and subclasses of `openai` 4 to 7; clients made by its `withOptions()` are
 * instrumented too. Wrapping twice is wrapping once. Nothing is added to a request, and no body is
 * read that the caller does not ask for.
 *
 * @throws TypeError for something that is no OpenAI client. Nothing else, and nothing later.
 * @example
 * const openai = wrapOpenAI(heddle, new OpenAI());
 * await heddle.run('answer', () => openai.chat.completions.create({ model: 'gpt-4o', messages }));
 */
export function wrapOpenAI<Client extends object>(
  heddle: Heddle,
  client: Client,
  options: WrapOpenAIOptions = {},
): Client {
  if (!looksLikeClient(client)) {
    throw new TypeError(
      'wrapOpenAI(heddle, client): expected an instance of OpenAI or AzureOpenAI.',
    );
  }
  if (heddle.enabled) recordOf(client, heddle.instrument)?.attach(heddle.instrument, options);
  return client;
}

function looksLikeClient(client: unknown): client is object {
  if (typeof client !== 'object' || client === null) return false;
  const { post, get } = client as { post?: unknown; get?: unknown };
  return typeof post === 'function' && typeof get === 'function';
}
