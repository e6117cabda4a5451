import type { Json, JsonObject } from '@heddle/events';
import { awaitApproval } from '../gate/await-approval.ts';
import type { ApprovalAnswer, Decision } from '../gate/gate.ts';
import { dataValue } from '../wrap/data-method.ts';
import { subject } from './judge.ts';
import type { Operation } from './operation.ts';

/**
 * Asks a person and waits: until the answer, the timeout, the call's own abort signal or the end of
 * its run, whichever is first. Each of them is recorded.
 */
export async function waitForApproval(
  operation: Operation,
  decision: Decision,
): Promise<ApprovalAnswer> {
  const { facts, instrument, run, session } = operation;
  const { approvals, approvalTimeoutMs, redact } = instrument.furnishing;
  const { clock, ids } = instrument;
  const approvalId = decision.approvalId ?? `appr_${ids.uuid(clock.wall())}`;
  const timeoutMs = decision.approvalTimeoutMs ?? approvalTimeoutMs;
  const expiresAt = new Date(clock.wall() + timeoutMs).toISOString();
  const about = subject(facts);
  const input = instrument.guard(() => redact((operation.input ?? null) as Json)) ?? null;
  const reason = decision.reason === undefined ? {} : { reason: decision.reason };

  instrument.emit('agent.approval.requested', operation, {
    ...about,
    approval: { approvalId, status: 'pending', expiresAt, ...reason },
    ...(operation.work.captureInput === 'full' && { input }),
  });
  instrument.recorder.drain();

  const askedAt = clock.now();
  const ending = new AbortController();
  const stop = cancelWith(ending, operation);
  const answer = await awaitApproval(
    approvals,
    {
      approvalId,
      agentKey: run?.agentKey ?? instrument.agent.key,
      action: facts.action ?? { type: 'execute' },
      expiresAt,
      matchedGuardrails: decision.matchedGuardrails,
      input,
      ...reason,
      ...(run !== undefined && { runId: run.id }),
      ...(session !== undefined && { sessionId: session.id }),
      ...(facts.tool !== undefined && { tool: facts.tool }),
      ...(facts.resource !== undefined && { resource: facts.resource }),
      ...(facts.action?.riskLevel !== undefined && { riskLevel: facts.action.riskLevel }),
    },
    { timeoutMs, signal: ending.signal },
  );
  stop();

  const resolved: JsonObject = {
    approvalId,
    status: answer.status,
    waitedMs: Math.round(clock.now() - askedAt),
    ...(answer.resolvedBy !== undefined && { resolvedBy: answer.resolvedBy }),
    ...(answer.reason !== undefined && { reason: answer.reason }),
  };
  instrument.emit('agent.approval.resolved', operation, { ...about, approval: resolved });
  return answer;
}

/** Ends the wait when the call is aborted or its run is over. Returns how to stop listening. */
function cancelWith(ending: AbortController, operation: Operation): () => void {
  const cancel = (): void => ending.abort();
  const signals = [operation.facts.signal, ...signalsAmong(operation.args ?? [])];
  for (const signal of signals) {
    if (signal?.aborted === true) cancel();
    signal?.addEventListener('abort', cancel, { once: true });
  }
  const { run } = operation;
  run?.whenClosed.add(cancel);
  return () => {
    for (const signal of signals) signal?.removeEventListener('abort', cancel);
    run?.whenClosed.delete(cancel);
  };
}

function signalsAmong(args: readonly unknown[]): AbortSignal[] {
  const found: AbortSignal[] = [];
  for (const arg of args) {
    if (arg instanceof AbortSignal) found.push(arg);
    else if (typeof arg === 'object' && arg !== null) {
      const signal = dataValue(arg, 'signal');
      if (signal instanceof AbortSignal) found.push(signal);
    }
  }
  return found;
}
