import OpenAI from 'openai';
import { heddle } from './heddle.ts';

/** What the desk asks of a model: one answer to one prompt. */
export interface Answer {
  readonly text: string;
  readonly usage: { readonly inputTokens: number; readonly outputTokens: number };
  readonly costUsd?: number;
}

const { OPENAI_API_KEY, OPENAI_MODEL = 'gpt-5-mini' } = process.env;

/** The real service when a key is set, a script otherwise: the program needs no internet. */
export const isReal: boolean = OPENAI_API_KEY !== undefined;

export const ask = heddle.withLLM(
  {
    provider: isReal ? 'openai' : 'scripted',
    model: isReal ? OPENAI_MODEL : 'desk-1',
    api: 'chat.completions',
    result: ({ text, ...facts }: Answer) => ({ ...facts, output: text, finishReasons: ['stop'] }),
  },
  isReal ? askOpenAI : askScript,
);

async function askOpenAI(prompt: string): Promise<Answer> {
  // OPENAI_API_KEY and OPENAI_BASE_URL are read by the client itself.
  const completion = await new OpenAI().chat.completions.create({
    model: OPENAI_MODEL,
    messages: [{ role: 'user', content: prompt }],
  });
  return {
    text: completion.choices[0]?.message.content ?? '',
    usage: {
      inputTokens: completion.usage?.prompt_tokens ?? 0,
      outputTokens: completion.usage?.completion_tokens ?? 0,
    },
  };
}

const SCRIPT: readonly (readonly [RegExp, string])[] = [
  [/classify/i, 'billing'],
  [
    /write to the customer/i,
    'Hello Grace, order A-1001 was charged twice. The second charge of $89 is on its way back.',
  ],
];

async function askScript(prompt: string): Promise<Answer> {
  await new Promise((resolve) => setTimeout(resolve, 40));
  const text = SCRIPT.find(([pattern]) => pattern.test(prompt))?.[1] ?? 'I do not know.';
  const inputTokens = Math.ceil(prompt.length / 4);
  const outputTokens = Math.ceil(text.length / 4);
  // The script's own price list: 2 dollars a million tokens in, 8 out.
  return {
    text,
    usage: { inputTokens, outputTokens },
    costUsd: (inputTokens * 2 + outputTokens * 8) / 1e6,
  };
}
