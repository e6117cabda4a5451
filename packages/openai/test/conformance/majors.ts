import type OpenAI from 'openai';

/** One major version of the client, loaded when its turn comes. */
export interface Major {
  readonly major: number;
  /** Exported names: the class itself is `default`. */
  load(): Promise<OpenAIModule>;
}

export interface OpenAIModule {
  readonly default: typeof OpenAI;
  readonly AzureOpenAI: typeof import('openai').AzureOpenAI;
  readonly APIPromise: new (...args: never[]) => Promise<unknown>;
}

const [node = 0] = process.versions.node.split('.').map(Number);

const ALL: readonly Major[] = [
  { major: 4, load: async () => moduleOf(await import('openai-4'), await import('openai-4/core')) },
  { major: 5, load: async () => moduleOf(await import('openai-5')) },
  { major: 6, load: async () => moduleOf(await import('openai')) },
  { major: 7, load: async () => moduleOf(await import('openai-7')) },
];

/** Those that run on this Node: 7 refuses anything before 22. */
export const majors: readonly Major[] = ALL.filter(({ major }) => major < 7 || node >= 22);

function moduleOf(module: object, core: object = module): OpenAIModule {
  return { ...core, ...module } as OpenAIModule;
}
