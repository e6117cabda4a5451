import { HeddleError } from '../errors.ts';
import { compilePredicate, type Verdict } from './argument-predicate.ts';
import type { PolicyContext } from './compile-policies.ts';
import type { GateRequest } from './gate.ts';
import { compileGlobs } from './glob.ts';
import type { Policy } from './policy.ts';

type Condition = (request: GateRequest) => Verdict;

/**
 * Compiles what no index can answer: resource ids, capabilities, budgets, arguments, rates.
 *
 * @returns a test that answers `unread` for a match which is only assumed, because an argument
 * could not be read and the failure mode says to be careful.
 */
export function compileConditions(
  policy: Policy,
  context: PolicyContext,
): (request: GateRequest) => boolean | 'unread' {
  const conditions = [...factConditions(policy, context), ...argumentConditions(policy)];
  const { rate } = policy.match;
  return (request) => {
    let verdict: Verdict = true;
    for (const condition of conditions) {
      const held = condition(request);
      if (held === false) return false;
      if (held === undefined) verdict = undefined;
    }
    if (verdict === undefined && !isAssumed(policy, context)) return false;
    if (rate && !context.counters.exceeds(policy.key, rate, request.runId)) {
      // Counted last, so that only calls which match everything else use the limit up.
      if (!request.dryRun) context.counters.count(policy.key, rate, request.runId);
      return false;
    }
    return verdict ?? 'unread';
  };
}

function* factConditions({ match }: Policy, context: PolicyContext): Generator<Condition> {
  const { resourceId, unknownTool, undeclaredCapability, budget } = match;
  if (resourceId) {
    const matches = compileGlobs(resourceId);
    yield ({ resource }) => resource?.externalId !== undefined && matches(resource.externalId);
  }
  if (unknownTool) {
    yield (request) => request.tool !== undefined && !context.capabilities.knows(request);
  }
  if (undeclaredCapability) yield (request) => !context.capabilities.cover(request);
  if (budget) yield (request) => context.counters.spent(budget.per, request) >= budget.costUsd;
}

const argumentConditions = ({ match }: Policy): Condition[] =>
  (match.arguments ?? []).map((predicate, i) => {
    const test = compilePredicate(predicate, `match.arguments[${i}]`);
    return ({ args }) => test(args);
  });

/** Whether a policy counts as matched when its arguments cannot be read. */
function isAssumed({ key, effect, mode }: Policy, context: PolicyContext): boolean {
  const isEnforced = context.mode === 'enforce' && mode !== 'monitor';
  if (context.guardFailureMode === 'throw' && isEnforced) {
    throw new HeddleError(`Policy "${key}" could not read the arguments it asks about.`, {
      code: 'guard_failed',
    });
  }
  // What cannot be read never earns an exception from the other policies.
  return context.guardFailureMode !== 'fail_open' && effect !== 'allow';
}
