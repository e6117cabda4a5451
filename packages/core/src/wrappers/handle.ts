import type { JsonObject } from '@heddle/events';
import { injectScope, type Carrier } from '../context/carrier.ts';
import type { Scope } from '../context/scope.ts';
import type { Instrument } from '../instrument.ts';
import { recordAcceptance } from '../scopes/begin.ts';
import { Operation } from '../scopes/operation.ts';
import { llmDetails, type LlmResult } from './model-work.ts';

/** What a block can say about itself while it runs. */
export interface Handle {
  /** The span of this piece of work: 16 hex digits, empty when nothing is recorded. */
  readonly spanId: string;
  readonly traceId: string | undefined;
  readonly runId: string | undefined;
  readonly sessionId: string | undefined;
  /** False when nothing is recorded here: disabled, outside any run by option, not sampled. */
  readonly recording: boolean;
  /** Adds to what the ending says. */
  record(more: { readonly output?: unknown; readonly metadata?: JsonObject }): void;
  /** Writes this scope into a carrier: headers, MCP `_meta`, an environment. */
  inject<C extends Carrier>(carrier: C): C;
}

export interface RunHandle extends Handle {
  /** The run's id, made before the agent starts. */
  readonly id: string;
}

export interface SessionHandle extends Handle {
  readonly id: string;
}

export interface LlmHandle extends Omit<Handle, 'record'> {
  /** Usage, cost, finish reasons and whatever else the answer tells. May be called repeatedly. */
  record(more: LlmResult): void;
  /** The first token has come. Only the first call counts. */
  firstToken(): void;
}

export interface HandoffHandle extends Handle {
  /** The target has taken the work, when its run does not open inside this block. */
  accepted(target?: { readonly targetRunId?: string; readonly targetAgentId?: string }): void;
}

/** Every handle in one: the nouns show their users the part that fits. */
export class OperationHandle implements RunHandle, SessionHandle, HandoffHandle {
  readonly #instrument: Instrument;
  readonly #scope: Scope | undefined;
  readonly #operation: Operation | undefined;

  constructor(instrument: Instrument, scope: Scope | undefined) {
    this.#instrument = instrument;
    this.#scope = scope;
    this.#operation = scope instanceof Operation && scope.recording ? scope : undefined;
  }

  get id(): string {
    const scope = this.#scope;
    return (scope?.kind === 'session' ? scope.session?.id : scope?.run?.id) ?? '';
  }

  get spanId(): string {
    return this.#scope?.spanId ?? '';
  }

  get traceId(): string | undefined {
    return this.#scope?.run?.traceId ?? this.#scope?.remote?.traceId;
  }

  get runId(): string | undefined {
    return this.#scope?.run?.id;
  }

  get sessionId(): string | undefined {
    return this.#scope?.session?.id;
  }

  get recording(): boolean {
    return this.#operation !== undefined;
  }

  record(more: object): void {
    const operation = this.#operation;
    if (operation === undefined) return;
    this.#instrument.guard(() => {
      const details =
        operation.kind === 'llm'
          ? llmDetails(this.#instrument, more as LlmResult)
          : (this.#instrument.capture(more, 'full') as Record<string, unknown> | undefined);
      if (details !== undefined) operation.record(details);
    });
  }

  firstToken(): void {
    const operation = this.#operation;
    if (operation === undefined || operation.details?.['timeToFirstTokenMs'] !== undefined) return;
    operation.record({ timeToFirstTokenMs: this.#instrument.clock.now() - operation.startedAt });
  }

  accepted(target: JsonObject = {}): void {
    const operation = this.#operation;
    if (operation?.kind === 'handoff') recordAcceptance(this.#instrument, operation, target);
  }

  inject<C extends Carrier>(carrier: C): C {
    return injectScope(this.#scope, carrier);
  }
}
