import { AsyncLocalStorage } from 'node:async_hooks';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const [name = 'bare', url = '', cache = ''] = process.argv.slice(2);
const require = createRequire(join(cache, 'x'));
const { OpenAI } = require('openai');

/** @type {Record<string, () => Promise<{ client: InstanceType<typeof OpenAI>, run?: (work: () => Promise<void>) => Promise<void> }>>} */
const makers = {
  bare: async () => ({ client: bare() }),
  'bare again': async () => ({ client: bare() }),
  // What any tracer pays that knows who is asking.
  'bare, in an AsyncLocalStorage': async () => {
    const storage = new AsyncLocalStorage();
    return { client: bare(), run: (work) => storage.run({}, work) };
  },
  heddle: async () => (await import(join(cache, 'heddle.mjs'))).wrap(bare()),
  langsmith: async () => (await import('./variants/langsmith.mjs')).wrap(bare(), url, require),
  posthog: async () => (await import('./variants/posthog.mjs')).wrap(url, require),
  openinference: async () => (await import('./variants/openinference.mjs')).wrap(bare(), require),
};

const { client, run = (work) => work() } = await makers[name]();

process.on('message', async ({ calls }) => {
  globalThis.gc?.();
  const cpu = process.cpuUsage();
  const started = performance.now();
  await run(async () => {
    for (let call = 0; call < calls; call++) await ask(call);
  });
  const wallUs = (performance.now() - started) * 1000;
  // What was put off is part of the cost: it gets a moment to happen.
  await new Promise((resolve) => setTimeout(resolve, 50));
  const { user, system } = process.cpuUsage(cpu);
  process.send({ cpuUs: user + system, wallUs });
});
process.send({ ready: true });

function bare() {
  return new OpenAI({ apiKey: 'none', baseURL: `${url}/v1` });
}

/** @param {number} call */
function ask(call) {
  return client.chat.completions.create({
    model: 'gpt-4o',
    temperature: 0.2,
    messages: [
      { role: 'system', content: 'You are a helpful assistant. Answer in one short sentence.' },
      { role: 'user', content: `Say hello, for the ${call}th time.` },
    ],
  });
}
