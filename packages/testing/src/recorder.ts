import {
  createHeddle,
  memory,
  type Heddle,
  type HeddleOptions,
  type MemoryTransport,
} from '@heddle/core';
import type { AgentEvent, AgentEventType, EventOf } from '@heddle/events';
import { runTree, type SpanNode } from './run-tree.ts';
import { unfinishedWork, type Unfinished } from './unfinished.ts';

/** A Heddle whose events stay here, and questions to ask about them. */
export interface Recorder {
  readonly heddle: Heddle;
  readonly transport: MemoryTransport;
  /** Everything recorded so far, in order; of one type when one is named. Flushes first. */
  events(): Promise<AgentEvent[]>;
  events<Type extends AgentEventType>(type: Type): Promise<EventOf<Type>[]>;
  /** The types of the events, in order: what most tests want to compare. */
  types(): Promise<string[]>;
  /** One run's events in sequence. */
  run(runId: string): Promise<AgentEvent[]>;
  /** One run as a tree of spans, in the order they began. The only run, when none is named. */
  tree(runId?: string): Promise<SpanNode[]>;
  /** What began and has not ended. */
  unfinished(): Promise<Unfinished[]>;
  clear(): Promise<void>;
}

/**
 * Makes a Heddle that records into memory.
 *
 * @example
 * const { heddle, types } = recorder();
 * await heddle.run('answer', async () => 42);
 * await types(); // ['agent.run.started', 'agent.run.completed']
 */
export function recorder(options: Omit<HeddleOptions, 'transport'> = {}): Recorder {
  const transport = memory();
  const heddle = createHeddle({ agent: { key: 'test' }, exitFlushMs: 0, ...options, transport });
  const all = async (): Promise<AgentEvent[]> => {
    await heddle.flush();
    return transport.events as unknown as AgentEvent[];
  };
  const events = async (type?: AgentEventType): Promise<AgentEvent[]> =>
    (await all()).filter((event) => type === undefined || event.type === type);
  const run = async (runId: string): Promise<AgentEvent[]> =>
    (await all())
      .filter((event) => event.runId === runId)
      .sort((a, b) => (a.sequenceNumber ?? 0) - (b.sequenceNumber ?? 0));
  return {
    heddle,
    transport,
    events: events as Recorder['events'],
    types: async () => (await all()).map(({ type }) => type),
    run,
    async tree(runId) {
      const recorded = await all();
      const id = runId ?? onlyRun(recorded);
      return runTree(recorded.filter((event) => event.runId === id));
    },
    unfinished: async () => unfinishedWork(await all()),
    async clear() {
      await heddle.flush();
      transport.clear();
    },
  };
}

function onlyRun(events: readonly AgentEvent[]): string {
  const ids = new Set(events.flatMap(({ runId }) => runId ?? []));
  const [first] = ids;
  if (first === undefined || ids.size > 1) {
    throw new Error(`tree() needs a run id: ${ids.size} runs were recorded.`);
  }
  return first;
}
