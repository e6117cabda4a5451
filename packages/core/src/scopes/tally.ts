import type { Usage } from '@heddle/events';
import { forgetRun } from '../context/shared-state.ts';
import { addTotals } from '../context/totals.ts';
import type { RunState, Scope } from '../context/scope.ts';
import type { Ledger } from '../gate/gatekeeper.ts';
import type { Operation } from './operation.ts';
import { rememberToolCalls } from './tool-call-links.ts';
import { normalizeUsage } from './usage.ts';

/** What a model call cost, in US dollars; undefined for a model that is not in the list. */
export type CostOf = (call: {
  readonly provider?: string;
  readonly model?: string;
  readonly usage: Usage;
  readonly serviceTier?: string;
}) => number | undefined;

interface Books {
  readonly costOf: CostOf | undefined;
  readonly gate: Ledger;
}

/**
 * Adds an ended piece of work to its run, and an ended run to its parent and its session. A
 * session's totals count every run once; a run's own totals never include its children's.
 */
export function tally(operation: Operation, { costOf, gate }: Books): void {
  const totals = operation.run?.totals;
  if (operation.kind === 'llm') {
    priceModelCall(operation, costOf);
    spend(operation, gate);
  }
  if (totals === undefined) return;
  if (operation.kind === 'llm') {
    rememberToolCalls(operation.run as RunState, operation.details?.['toolCalls']);
    totals.modelCalls++;
    const usage = operation.details?.['usage'] as Usage | undefined;
    totals.inputTokens += usage?.inputTokens ?? 0;
    totals.outputTokens += usage?.outputTokens ?? 0;
    totals.cachedInputTokens += usage?.cachedInputTokens ?? 0;
    totals.reasoningTokens += usage?.reasoningTokens ?? 0;
    totals.costUsd += (operation.details?.['costUsd'] as number | undefined) ?? 0;
  } else if (operation.kind === 'tool') totals.toolCalls++;
  else if (operation.kind === 'step') totals.steps++;
  else if (operation.kind === 'run') {
    closeRun(operation.run as RunState, operation);
    gate.forgetRun?.((operation.run as RunState).id);
  }
}

function priceModelCall(operation: Operation, costOf: CostOf | undefined): void {
  const { details } = operation;
  if (details === undefined) return;
  const usage = normalizeUsage(details['usage']);
  if (usage === undefined) delete details['usage'];
  else details['usage'] = usage;
  if (details['costUsd'] !== undefined || usage === undefined || costOf === undefined) return;
  const provider = operation.facts.model?.provider;
  const answered = (details['model'] as { responseName?: string } | undefined)?.responseName;
  const model = answered ?? operation.facts.model?.name;
  const serviceTier = details['serviceTier'];
  const costUsd = costOf({
    usage,
    ...(provider !== undefined && { provider }),
    ...(model !== undefined && { model }),
    ...(typeof serviceTier === 'string' && { serviceTier }),
  });
  if (costUsd !== undefined && Number.isFinite(costUsd)) details['costUsd'] = costUsd;
}

/** A run's budget covers the runs that it is part of, too. */
function spend(operation: Operation, ledger: Ledger): void {
  const costUsd = operation.details?.['costUsd'];
  if (typeof costUsd !== 'number' || !(costUsd > 0)) return;
  const runIds = new Set<string>();
  for (let scope: Scope | undefined = operation; scope !== undefined; scope = scope.parent) {
    if (scope.run !== undefined) runIds.add(scope.run.id);
  }
  const sessionId = operation.session?.id;
  ledger.spend?.({ costUsd, runIds: [...runIds], ...(sessionId !== undefined && { sessionId }) });
}

function closeRun(run: RunState, operation: Operation): void {
  run.open = false;
  forgetRun(run.id);
  for (const tell of run.whenClosed) tell();
  run.totals.runs = 1;
  if (operation.session !== undefined) addTotals(operation.session.totals, run.totals);
  const parent = operation.parent?.run;
  if (parent === undefined) return;
  addTotals(parent.childTotals, run.totals);
  addTotals(parent.childTotals, run.childTotals);
}
