import type { AgentEvent, JsonObject } from '@heddle/events';
import type { Frame } from './frame.ts';
import { error } from './events-of-span.ts';
import { answerOf, outcomeOf, present, promptOf, usageOf } from './span-facts.ts';
import type { StorySpan } from './trace-view.ts';

/** The beginning and the ending of the run that a span stands for. `inside`: the run's other spans. */
export function eventsOfRun(
  story: StorySpan,
  frame: Frame,
  inside: readonly StorySpan[],
): readonly [AgentEvent, AgentEvent] {
  const { kind, view } = story;
  const isAgent = kind === 'agent' || kind === 'workflow';
  const outcome = outcomeOf(view);
  const run = present({
    name: view.text('runName') ?? view.span.name ?? frame.agentKey,
    trigger: isAgent ? 'opentelemetry' : 'implicit',
  });
  const begun = frame.begin(
    'agent.run.started',
    present({ run, input: isAgent ? promptOf(view) : undefined }),
  );
  const ending = present({
    run,
    outcome,
    totals: totalsOf(inside),
    output: isAgent ? answerOf(view) : undefined,
    error: outcome === 'completed' ? undefined : error(view),
  });
  const type = outcome === 'completed' ? 'agent.run.completed' : 'agent.run.failed';
  return [begun, frame.end(type, begun, ending)];
}

/** What the spans of this request add up to. */
function totalsOf(spans: readonly StorySpan[]): JsonObject {
  const totals = {
    inputTokens: 0,
    outputTokens: 0,
    cachedInputTokens: 0,
    reasoningTokens: 0,
    totalTokens: 0,
    modelCalls: 0,
    toolCalls: 0,
    steps: 0,
    errors: 0,
    runs: 1,
  };
  let costUsd: number | undefined;
  for (const { kind, isRun, view } of spans) {
    if (kind === 'tool') totals.toolCalls++;
    if (!isRun && (kind === 'step' || kind === 'workflow' || kind === 'agent')) totals.steps++;
    if (kind !== 'llm') continue;
    totals.modelCalls++;
    const usage = usageOf(view) as Partial<Record<keyof typeof totals, number>>;
    for (const name of [
      'inputTokens',
      'outputTokens',
      'cachedInputTokens',
      'reasoningTokens',
      'totalTokens',
    ] as const) {
      totals[name] += usage[name] ?? 0;
    }
    const cost = view.count(['heddle.cost_usd', 'gen_ai.usage.cost', 'llm.cost.total']);
    if (cost !== undefined) costUsd = (costUsd ?? 0) + cost;
  }
  return present({ ...totals, costUsd });
}
