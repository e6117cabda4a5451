import type OpenAI from 'openai';
import { variants } from './variants/variants.ts';

/** One process of the bench: makes calls when told to, and says what they cost. */
export interface RoundOptions {
  readonly calls: number;
}

/** Microseconds of one call. */
export interface Measured {
  readonly cpuUs: number;
  readonly wallUs: number;
}

export interface Said {
  readonly url?: string;
}

const [name = 'bare', url = ''] = process.argv.slice(2);
const make = variants[name];
if (make === undefined) throw new Error(`There is no variant "${name}".`);
const { client, within } = await make(url);

process.on('message', ({ calls }: RoundOptions) => void round(calls));
process.send?.({});

async function round(calls: number): Promise<void> {
  (globalThis as { gc?: () => void }).gc?.();
  const cpu = process.cpuUsage();
  const started = performance.now();
  await within(async () => {
    for (let call = 0; call < calls; call++) await ask(client, call);
  });
  const wallUs = ((performance.now() - started) * 1000) / calls;
  // What was put off is part of the cost: it gets a moment to happen.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { user, system } = process.cpuUsage(cpu);
  process.send?.({ cpuUs: (user + system) / calls, wallUs } satisfies Measured);
}

function ask({ chat }: OpenAI, call: number): PromiseLike<unknown> {
  return chat.completions.create({
    model: 'gpt-4o',
    temperature: 0.2,
    messages: [
      { role: 'system', content: 'You are a helpful assistant. Answer in one short sentence.' },
      { role: 'user', content: `Say hello, for the ${call}th time.` },
    ],
  });
}
