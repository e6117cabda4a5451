import type { Heddle } from '@heddle/core';
import { createStamp, sharedState, type Instrument } from '@heddle/core/integration';
import { ClientRecord } from './client-record.ts';
import { instrumentClient } from './instrument-client.ts';
import type { WrapOpenAIOptions } from './options.ts';

const records = createStamp<ClientRecord>();

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
  if (heddle.enabled) attach(client, heddle.instrument, options);
  return client;
}

function attach(client: object, instrument: Instrument, options: WrapOpenAIOptions): void {
  let record = records.get(client);
  if (record === undefined) {
    // Another copy of this package has it already: the call would be told twice.
    const { wrapped } = sharedState();
    if (wrapped.has(client)) return;
    wrapped.set(client, { target: client, kinds: ['openai'] });
    record = new ClientRecord(client, attach);
    records.set(client, record);
    if (!instrumentClient(client, record)) {
      instrument.diagnostics.report(
        'integration_failed',
        'This OpenAI client is frozen: its calls are not recorded. Wrap it before freezing it.',
        undefined,
      );
    }
  }
  record.attach(instrument, options);
}

function looksLikeClient(client: unknown): client is object {
  if (typeof client !== 'object' || client === null) return false;
  const { post, get } = client as { post?: unknown; get?: unknown };
  return typeof post === 'function' && typeof get === 'function';
}
