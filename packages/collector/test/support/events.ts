import type { AgentEventType, AnyEvent } from '@heddle/events';
import type { IncomingEvent } from '../../src/store/store.ts';
import { seeded, type Random } from './random.ts';

/** Mid-2026, a Wednesday: all test data happens around here. */
export const noon: number = Date.UTC(2026, 5, 17, 12);

export interface StoryOptions {
  readonly seed?: number;
  readonly runId?: string;
  readonly sessionId?: string;
  readonly agentKey?: string;
  readonly environment?: string;
  readonly parentRunId?: string;
  readonly model?: string;
  readonly tool?: string;
  /** Model calls with one tool call each between the beginning and the ending. */
  readonly rounds?: number;
  readonly startedAt?: number;
  readonly fails?: boolean;
  /** Leave the ending out: the run is still going on. */
  readonly open?: boolean;
}

interface Draft {
  readonly type: AgentEventType | `my.${string}`;
  readonly [field: string]: unknown;
}

/** The events of one run, in the order and with the fields that the SDK writes. */
export function story(options: StoryOptions = {}): AnyEvent[] {
  const random = seeded(options.seed ?? 1);
  const runId = options.runId ?? `run_${random.uuid()}`;
  const model = { provider: 'openai', name: options.model ?? 'gpt-5-mini' };
  const tool = { name: options.tool ?? 'search' };
  const drafts: Draft[] = [
    { type: 'agent.run.started', run: { name: 'answer' }, input: 'Where is my order?' },
  ];
  for (let round = 0; round < (options.rounds ?? 2); round += 1) {
    drafts.push(...roundOf(random, model, tool, options.fails === true));
  }
  if (options.open !== true) drafts.push(endingOf(options.fails === true));
  return stamp(drafts, { ...options, runId }, random);
}

function roundOf(random: Random, model: object, tool: object, fails: boolean): Draft[] {
  const action = { type: 'read' };
  const inputTokens = 100 + random.below(900);
  const outputTokens = 10 + random.below(90);
  const error = { name: 'Error', message: 'The index is not there.' };
  const outcome = fails ? 'failed' : 'completed';
  return [
    { type: 'agent.llm.called', model, llm: { api: 'responses' } },
    {
      type: 'agent.llm.completed',
      model,
      llm: { api: 'responses' },
      outcome: 'completed',
      usage: { inputTokens, outputTokens, totalTokens: inputTokens + outputTokens },
      costUsd: (inputTokens + 4 * outputTokens) / 1e6,
      durationMs: 200 + random.below(2_000) + random.next(),
    },
    { type: 'agent.action.requested', tool, action, input: { query: 'order 42' } },
    {
      type: fails ? 'agent.action.failed' : 'agent.action.completed',
      tool,
      action,
      outcome,
      ...(fails ? { error } : { output: 'shipped' }),
    },
    {
      type: 'agent.tool.called',
      tool,
      action,
      outcome,
      durationMs: 5 + random.below(100),
      ...(fails ? { error } : {}),
    },
  ];
}

export const noTotals = {
  inputTokens: 0,
  outputTokens: 0,
  cachedInputTokens: 0,
  reasoningTokens: 0,
  totalTokens: 0,
  modelCalls: 0,
  toolCalls: 0,
  steps: 0,
  errors: 0,
  runs: 0,
};

function endingOf(fails: boolean): Draft {
  const error = { name: 'Error', message: 'Gave up.' };
  return fails
    ? {
        type: 'agent.run.failed',
        run: { name: 'answer' },
        outcome: 'failed',
        totals: noTotals,
        error,
        durationMs: 5_000,
      }
    : {
        type: 'agent.run.completed',
        run: { name: 'answer' },
        outcome: 'completed',
        totals: noTotals,
        output: 'On its way.',
        durationMs: 4_000,
      };
}

/** Gives drafts their ids, numbers and times. */
export function stamp(
  drafts: readonly Draft[],
  options: StoryOptions,
  random: Random = seeded(options.seed ?? 1),
): AnyEvent[] {
  const startedAt = options.startedAt ?? noon;
  return drafts.map(
    (draft, index) =>
      ({
        eventId: random.uuid(),
        timestamp: new Date(startedAt + index * 250).toISOString(),
        agentKey: options.agentKey ?? 'support',
        ...given('runId', options.runId),
        ...given('sessionId', options.sessionId),
        ...given('environment', options.environment),
        ...given('parentRunId', options.parentRunId),
        ...(options.runId === undefined ? {} : { sequenceNumber: index + 1 }),
        ...(options.sessionId === undefined ? {} : { sessionSequenceNumber: index + 1 }),
        ...draft,
      }) as unknown as AnyEvent,
  );
}

export function incoming(events: readonly AnyEvent[]): IncomingEvent[] {
  return events.map((event) => ({ event, json: JSON.stringify(event) }));
}

function given(name: string, value: unknown): object {
  return value === undefined ? {} : { [name]: value };
}
