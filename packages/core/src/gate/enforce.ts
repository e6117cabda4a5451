import type { Decision } from './gate.ts';
import type { GuardFailureMode, GuardMode } from './mode.ts';

/** What the caller of a guarded action has to do. */
export type Enforcement =
  | { readonly action: 'proceed' | 'wait' }
  | { readonly action: 'block'; readonly refusal: 'policy' | 'guard_failed' };

export interface EnforceOptions {
  readonly mode: GuardMode;
  readonly guardFailureMode: GuardFailureMode;
}

/**
 * What follows from a decision. A gate may live elsewhere, so nothing about its answer is taken for
 * granted: where `effectiveDecision` and `enforcementAction` disagree the stricter one holds, and
 * what is not a decision at all is a failure of the gate. Never throws.
 */
export function enforce(decision: unknown, options: EnforceOptions): Enforcement {
  if (decision === undefined || options.mode === 'monitor') return proceed;
  const severity = severityOf(decision);
  if (severity === undefined) return enforceFailure(options);
  return [proceed, proceed, { action: 'wait' } as const, blockedBy('policy')][severity]!;
}

/** What follows when no decision could be made. */
export function enforceFailure({ mode, guardFailureMode }: EnforceOptions): Enforcement {
  const mayProceed = mode === 'monitor' || guardFailureMode === 'fail_open';
  return mayProceed ? proceed : blockedBy('guard_failed');
}

/** True for an answer of a gate that says what is to be done in words that are known here. */
export function isDecision(answer: unknown): answer is Decision {
  return severityOf(answer) !== undefined;
}

const proceed = { action: 'proceed' } as const;
const blockedBy = (refusal: 'policy' | 'guard_failed'): Enforcement => ({
  action: 'block',
  refusal,
});

const effects = ['allow', 'warn', 'require_approval', 'block'];
const actions = ['proceed', 'warn', 'wait_for_approval', 'block'];

function severityOf(answer: unknown): number | undefined {
  try {
    const { effectiveDecision, enforcementAction } = answer as Partial<Decision>;
    const effect = effects.indexOf(effectiveDecision ?? '');
    const action = enforcementAction === undefined ? effect : actions.indexOf(enforcementAction);
    return effect < 0 || action < 0 ? undefined : Math.max(effect, action);
  } catch {
    return undefined;
  }
}
