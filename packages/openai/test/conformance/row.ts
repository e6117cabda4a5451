import type OpenAI from 'openai';
import type { AgentEvent } from '@heddle/events';
import type { OpenAIServer } from '@heddle/testing/openai-server';
import type { OpenAIModule } from './majors.ts';

/** Where a row plays: once with a bare client and once with a wrapped one, all else equal. */
export interface World {
  readonly major: number;
  readonly openai: OpenAIModule;
  readonly server: OpenAIServer;
  readonly client: OpenAI;
  /** Does to a client what the row's side does to its own: wraps it, or nothing. */
  wrap<Client extends object>(client: Client): Client;
  /** Rejections nobody handled, so far. */
  readonly unhandled: readonly unknown[];
  /** Lets everything settle that is going to. */
  idle(): Promise<void>;
}

/** One behaviour of the client: what the host sees must not tell which side it is on. */
export interface Row {
  readonly title: string;
  /** Which line of the peers' table it stands for. */
  readonly peers?: string;
  /** What the host sees. Compared between the two sides, with everything the server saw. */
  readonly play: (world: World) => unknown;
  /** How each model call ended, in order of the calls. One is `completed` when nothing is said. */
  readonly endings?: readonly Ending[] | ((major: number) => readonly Ending[]);
  /** A look at the host's view itself: both sides could be wrong together. */
  readonly sees?: (seen: never) => void;
  /** What the events must say. */
  readonly tells?: (endings: readonly AgentEvent[], all: readonly AgentEvent[]) => void;
  /** The first major that has it. */
  readonly since?: number;
}

export type Ending = 'completed' | 'failed' | 'cancelled' | 'abandoned';

/** The helpers moved out of `beta` in version 5. */
export function helpers(client: OpenAI): OpenAI['chat']['completions'] {
  const { completions } = client.chat;
  return typeof completions.stream === 'function'
    ? completions
    : (client as unknown as { beta: { chat: { completions: typeof completions } } }).beta.chat
        .completions;
}

export const PROMPT = {
  model: 'gpt-4o',
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
};

export async function collect<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const collected: Item[] = [];
  for await (const item of items) collected.push(item);
  return collected;
}

/** What a caller can tell of an error. */
export async function thrown(promise: PromiseLike<unknown>): Promise<object> {
  try {
    await promise;
  } catch (error) {
    return told(error);
  }
  return { thrown: 'nothing' };
}

/** The same without the stack: an error thrown while our frames are on it shows them. */
export async function thrownWithin(promise: PromiseLike<unknown>): Promise<object> {
  const { stack: _stack, ...rest } = (await thrown(promise)) as { stack?: unknown };
  return rest;
}

function told(error: unknown): object {
  if (!(error instanceof Error)) return { thrown: error };
  const { name, message, stack, cause } = error;
  const {
    status,
    code,
    error: body,
  } = error as { status?: number; code?: string; error?: unknown };
  return {
    class: error.constructor.name,
    name,
    message,
    status,
    code,
    body,
    stack: framesOfTheHost(stack),
    cause: cause instanceof Error ? cause.message : cause,
  };
}

/** Below the row's own script lies the test runner, which is not the same on both sides. */
function framesOfTheHost(stack = ''): string[] {
  return stack
    .split('\n')
    .filter(
      (line) =>
        !/conformance\/(play|conformance\.test)\.ts|node_modules\/@?vitest|core\/src\/wrappers/.test(
          line,
        ),
    )
    .filter((line) => !line.includes('node:internal/process'));
}
