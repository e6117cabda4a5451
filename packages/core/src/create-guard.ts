import type { Clock } from './event/clock.ts';
import type { Ids } from './event/ids.ts';
import { callbackApprovals } from './gate/host-approvals.ts';
import { inferFromToolName } from './gate/infer-from-tool-name.ts';
import type { Guard } from './gate/pass-gate.ts';
import { policyGate } from './gate/policy-gate.ts';
import type { Ledger } from './scopes/tally.ts';
import type { InferredAction } from './instrument.ts';
import type { HeddleOptions, ResolvedOptions } from './options.ts';

/** The gate of one Heddle: its policies, its mode, and who is asked for approvals. */
export function createGuard(
  options: HeddleOptions,
  resolved: ResolvedOptions,
  clock: Clock,
  ids: Ids,
): { readonly guard: Guard; readonly ledger: Ledger } {
  const { approvalTimeoutMs, guardFailureMode, mode } = resolved;
  const { approvals, gate, policies } = options;
  const own = policyGate({
    mode,
    guardFailureMode,
    clock,
    ...(policies !== undefined && { policies }),
  });
  const guard: Guard = {
    gate: gate ?? own,
    mode,
    guardFailureMode,
    approvals: typeof approvals === 'function' ? callbackApprovals(approvals) : approvals,
    approvalTimeoutMs,
    newApprovalId: () => `appr_${ids.uuid(clock.wall())}`,
    clock,
  };
  return { guard, ledger: own };
}

/** What a tool's name suggests, by the option or by the table of the seeds. */
export function inferenceOption({
  inferAction,
}: HeddleOptions): (name: string) => InferredAction | undefined {
  if (inferAction === false) return () => undefined;
  return inferAction ?? ((name) => inferFromToolName(name));
}
