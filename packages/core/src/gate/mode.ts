import { ConfigError } from '../errors.ts';
import type { Decision, PolicyEffect } from './gate.ts';

/** `monitor` records what the policies say and changes nothing; `enforce` acts on it. */
export type GuardMode = 'monitor' | 'enforce';

/**
 * What to do in enforce mode when no decision can be made (a gate that throws, hangs or answers
 * nonsense, arguments that cannot be read): let the call go on, refuse it, or refuse it with the
 * failure itself as the error's `code` and `cause`.
 */
export type GuardFailureMode = 'fail_open' | 'fail_closed' | 'throw';

/**
 * Reads the `mode` option. Nothing given is `monitor`; the seeds' old word `guard` is `enforce`.
 *
 * @throws ConfigError for any other word: a misspelt `enforce` must not silently mean `monitor`.
 */
export function resolveMode(value: unknown): GuardMode {
  if (value === undefined || value === 'monitor') return 'monitor';
  if (value === 'enforce' || value === 'guard') return 'enforce';
  throw new ConfigError('mode', `expected "monitor" or "enforce", found ${show(value)}.`);
}

/**
 * Reads the `guardFailureMode` option. Nothing given is `fail_open`.
 *
 * @throws ConfigError for an unknown word.
 */
export function resolveGuardFailureMode(value: unknown): GuardFailureMode {
  if (value === undefined) return 'fail_open';
  if (value === 'fail_open' || value === 'fail_closed' || value === 'throw') return value;
  throw new ConfigError(
    'guardFailureMode',
    `expected "fail_open", "fail_closed" or "throw", found ${show(value)}.`,
  );
}

/** What is left of an effect when nothing may be enforced: a warning stays, a refusal does not. */
export function monitored(effect: PolicyEffect): PolicyEffect {
  return effect === 'warn' ? 'warn' : 'allow';
}

/** What the caller has to do about an effect. */
export const enforcementActions: Readonly<Record<PolicyEffect, Decision['enforcementAction']>> = {
  allow: 'proceed',
  warn: 'warn',
  block: 'block',
  require_approval: 'wait_for_approval',
};

/** A found value as a configuration error shows it, short and on one line. */
export function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.slice(0, 60));
  if (value === null || typeof value !== 'object') return String(value);
  return Array.isArray(value) ? 'a list' : 'an object';
}
