import { AsyncLocalStorage } from 'node:async_hooks';
import { createHeddle, noop } from '@heddle/core';
import { wrapOpenAI } from '@heddle/openai';
import OpenAI from 'openai';

/** A client, and what stands around a round of its calls. */
export interface Variant {
  readonly client: OpenAI;
  readonly within: (work: () => Promise<void>) => Promise<void>;
}

const alone: Variant['within'] = (work) => work();

export const variants: Readonly<Record<string, (url: string) => Variant | Promise<Variant>>> = {
  bare: (url) => ({ client: bare(url), within: alone }),
  'bare again': (url) => ({ client: bare(url), within: alone }),
  'bare in an AsyncLocalStorage'(url) {
    const storage = new AsyncLocalStorage<object>();
    return { client: bare(url), within: (work) => storage.run({}, work) };
  },
  /** Everything on: prompts, answers, redaction, prices, serialised batches. The transport drops them. */
  heddle(url) {
    const heddle = createHeddle({ agent: { key: 'bench' }, transport: noop(), exitFlushMs: 0 });
    return { client: wrapOpenAI(heddle, bare(url)), within: (work) => heddle.run('round', work) };
  },
  async openinference(url) {
    const { instrumented } = await import('./openinference.ts');
    return { client: instrumented(bare(url)), within: alone };
  },
  async posthog(url) {
    const { posthogClient } = await import('./posthog.ts');
    return { client: posthogClient(url), within: alone };
  },
  async langsmith(url) {
    const { Client } = await import('langsmith');
    const wrappers = await import('langsmith/wrappers');
    const client = new Client({ apiUrl: url, apiKey: 'none' });
    return {
      client: wrappers.wrapOpenAI(bare(url), { client, tracingEnabled: true }),
      within: alone,
    };
  },
};

function bare(url: string): OpenAI {
  return new OpenAI({ apiKey: 'none', baseURL: `${url}/v1` });
}
