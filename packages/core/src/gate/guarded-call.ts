import type { Json, JsonObject } from '@heddle/events';
import { findSignals } from '../scopes/cancellation.ts';
import type { Operation } from '../scopes/operation.ts';
import type { GateRequest } from './gate.ts';
import type { GateWitness, GuardedCall } from './pass-gate.ts';

/** An operation as the gate sees it. `finish` stops listening for a cancellation. */
export function guardedCall(
  operation: Operation,
  args: readonly unknown[],
): GuardedCall & { readonly finish: () => void } {
  const { instrument, input } = operation;
  const waiting = new Waiting(operation, args);
  return {
    request: gateRequest(operation, args),
    canWait: operation.work.mayWait,
    witness: witness(operation),
    get signal() {
      return waiting.signal;
    },
    input: () => instrument.furnishing.redact((input ?? null) as Json),
    finish: () => waiting.finish(),
  };
}

function gateRequest(operation: Operation, args: readonly unknown[]): GateRequest {
  const { facts, instrument, kind, run, session } = operation;
  const { tool, action, resource, metadata } = facts;
  const environment = run?.environment ?? instrument.agent.environment;
  return {
    kind: kind === 'guard' ? 'action' : (kind as GateRequest['kind']),
    agentKey: run?.agentKey ?? instrument.agent.key,
    action: action ?? { type: 'execute' },
    args: facts.gateArgs ?? args,
    ...(environment !== undefined && { environment }),
    ...(tool !== undefined && { tool }),
    ...(resource !== undefined && { resource }),
    ...(run !== undefined && { runId: run.id }),
    ...(session !== undefined && { sessionId: session.id }),
    ...(metadata !== undefined && { metadata }),
  };
}

/** Turns what happens at the gate into events of the operation. */
function witness(operation: Operation): GateWitness {
  const { facts, instrument } = operation;
  const about: JsonObject = {
    ...(facts.tool !== undefined && { tool: facts.tool as unknown as Json }),
    ...(facts.action !== undefined && { action: facts.action as unknown as Json }),
    ...(facts.resource !== undefined && { resource: facts.resource as unknown as Json }),
  };
  return {
    evaluated: (decision) =>
      instrument.emit('agent.guardrail.evaluated', operation, {
        ...about,
        decision: decision as unknown as Json,
      }),
    approvalRequested(request) {
      const { approvalId, expiresAt, input, reason } = request;
      instrument.emit('agent.approval.requested', operation, {
        ...about,
        approval: { approvalId, status: 'pending', expiresAt, ...(reason && { reason }) },
        ...(input !== undefined && operation.work.captureInput === 'full' && { input }),
      });
      // A person is about to be asked: whoever shows it to them must not wait for a batch to fill.
      instrument.recorder.drain();
    },
    approvalResolved({ approvalId }, { status, resolvedBy, reason }, waitedMs) {
      instrument.emit('agent.approval.resolved', operation, {
        ...about,
        approval: {
          approvalId,
          status,
          waitedMs: Math.round(waitedMs),
          ...(resolvedBy && { resolvedBy }),
          ...(reason && { reason }),
        },
      });
    },
    failed: (error) =>
      instrument.diagnostics.report(
        'gate_failed',
        'The gate could not decide about a call.',
        error,
      ),
  };
}

/**
 * Ends a wait for a person when the call is aborted or its run is over. Built when the gate asks
 * for a signal, which it does only when a person is to be asked.
 */
class Waiting {
  readonly #operation: Operation;
  readonly #args: readonly unknown[];
  #ending: AbortController | undefined;
  #signals: AbortSignal[] = [];

  constructor(operation: Operation, args: readonly unknown[]) {
    this.#operation = operation;
    this.#args = args;
  }

  get signal(): AbortSignal {
    if (this.#ending !== undefined) return this.#ending.signal;
    this.#ending = new AbortController();
    this.#signals = findSignals(this.#operation.facts.signal, this.#args);
    for (const signal of this.#signals) {
      if (signal.aborted) this.#cancel();
      signal.addEventListener('abort', this.#cancel, { once: true });
    }
    this.#operation.run?.whenClosed.add(this.#cancel);
    return this.#ending.signal;
  }

  finish(): void {
    for (const signal of this.#signals) signal.removeEventListener('abort', this.#cancel);
    this.#operation.run?.whenClosed.delete(this.#cancel);
  }

  readonly #cancel = (): void => this.#ending?.abort();
}
