import type { Json, JsonObject } from '@heddle/events';
import { resolveDecision, type Verdict } from '../gate/enforce.ts';
import type { Decision, GateRequest } from '../gate/gate.ts';
import type { Operation } from './operation.ts';

export type { Verdict };

/** Asks the gate about an operation and records what it said. Never throws. */
export function judge(operation: Operation, args: readonly unknown[]): Verdict | Promise<Verdict> {
  const { instrument } = operation;
  const { gate, mode, guardFailureMode } = instrument.furnishing;
  const conclude = (decision: Decision | undefined, failure?: unknown): Verdict => {
    const verdict = resolveDecision(decision, { mode, guardFailureMode, failure });
    if (verdict.decision !== undefined) recordDecision(operation, verdict.decision);
    return verdict;
  };
  try {
    const answer = gate.evaluate(gateRequest(operation, args));
    if (!isPromiseLike(answer)) return conclude(answer);
    const settled = Promise.resolve(answer).then(
      (decision) => conclude(decision),
      (error: unknown) => conclude(undefined, asFailure(error)),
    );
    // Monitor mode changes nothing for the host, its timing included.
    return mode === 'monitor' ? { status: 'proceed', decision: undefined } : settled;
  } catch (error) {
    return conclude(undefined, asFailure(error));
  }
}

function gateRequest(operation: Operation, args: readonly unknown[]): GateRequest {
  const { facts, instrument, kind, run, session } = operation;
  const { tool, action, resource, metadata } = facts;
  const environment = run?.environment ?? instrument.agent.environment;
  return {
    kind: kind === 'guard' ? 'action' : (kind as GateRequest['kind']),
    agentKey: run?.agentKey ?? instrument.agent.key,
    action: action ?? { type: 'execute' },
    args,
    ...(environment !== undefined && { environment }),
    ...(tool !== undefined && { tool }),
    ...(resource !== undefined && { resource }),
    ...(action?.riskLevel !== undefined && { riskLevel: action.riskLevel }),
    ...(run !== undefined && { runId: run.id }),
    ...(session !== undefined && { sessionId: session.id }),
    ...(metadata !== undefined && { metadata }),
  };
}

function recordDecision(operation: Operation, decision: Decision): void {
  const { facts, instrument } = operation;
  instrument.emit('agent.guardrail.evaluated', operation, {
    ...subject(facts),
    decision: decision as unknown as Json,
  });
}

/** What an event about a guarded call is about. */
export function subject({ tool, action, resource }: Operation['facts']): JsonObject {
  return {
    ...(tool !== undefined && { tool: tool as unknown as Json }),
    ...(action !== undefined && { action: action as unknown as Json }),
    ...(resource !== undefined && { resource: resource as unknown as Json }),
  };
}

function isPromiseLike(value: unknown): value is Promise<Decision | undefined> {
  return typeof value === 'object' && value !== null && 'then' in value;
}

/** A gate may even fail with `undefined`; that is a failure all the same. */
function asFailure(error: unknown): unknown {
  return error ?? new Error('The gate failed without saying why.');
}
