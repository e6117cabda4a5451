import type { ErrorFacts, Json, JsonObject } from '@heddle/events';
import type { ActionFacts, ResourceFacts, ToolFacts } from '../gate/gate.ts';
import type { WorkKind } from './kinds.ts';
import type { Operation } from './operation.ts';

/** How much of a value is kept: a bounded copy, its type and size, or nothing. */
export type CaptureMode = 'full' | 'summary' | 'none';

/** One mode for both directions, or one for each. */
export type CaptureOption =
  | CaptureMode
  | { readonly input?: CaptureMode; readonly output?: CaptureMode };

/** What is known of one piece of work before it starts. Each kind uses its own part. */
export interface WorkFacts {
  readonly tool?: ToolFacts;
  readonly action?: ActionFacts;
  readonly resource?: ResourceFacts;
  readonly toolCallId?: string;
  readonly model?: { readonly provider?: string; readonly name?: string };
  readonly llm?: JsonObject;
  readonly mcp?: JsonObject;
  readonly handoff?: HandoffWork;
  readonly run?: RunWork;
  readonly session?: SessionWork;
  readonly step?: { readonly key: string; readonly name?: string; readonly index?: number };
  readonly metadata?: JsonObject;
  readonly payloadSummary?: JsonObject;
  /** Replaces the arguments as what is recorded as input. */
  readonly input?: Json;
  readonly signal?: AbortSignal;
  /** What policies look at, in place of the call's own arguments. */
  readonly gateArgs?: readonly unknown[];
  /** An option given as a function threw, so that something is missing here. */
  readonly incomplete?: boolean;
}

export interface HandoffWork {
  readonly id?: string;
  readonly reason?: string;
  readonly targetAgentKey?: string;
  readonly targetAgentId?: string;
}

export interface RunWork {
  readonly name: string;
  readonly id?: string;
  readonly sessionId?: string;
  readonly agentKey?: string;
  readonly environment?: string;
  readonly role?: string;
  readonly trigger?: string;
  /** The last number a previous process gave in this run: a resumed run goes on counting. */
  readonly lastSequenceNumber?: number;
}

export interface SessionWork {
  readonly id?: string;
  readonly kind: string;
  readonly name?: string;
}

/**
 * One wrapper, resolved: what does not change from call to call is computed once, here.
 */
export interface Work {
  readonly kind: WorkKind;
  readonly name: string;
  readonly captureInput: CaptureMode;
  readonly captureOutput: CaptureMode;
  /** False only for `guard: false`: the gate is not asked. */
  readonly guarded: boolean;
  /** The function is known to answer with a promise, so a call may wait for an approval. */
  readonly mayWait: boolean;
  /** What is the same for every call, or how to find out for this one. May throw. */
  readonly facts: WorkFacts | ((self: unknown, args: readonly unknown[]) => WorkFacts);
  /** Reads what the ending of a model call says about itself out of the host's result. May throw. */
  readonly result?: (value: unknown) => WorkDetails | undefined;
  /** Says when a value that came back means failure all the same (MCP's `isError`). May throw. */
  readonly failure?: (value: unknown) => ErrorFacts | undefined;
  /** Says that an item of a stream is its last word, and which (MCP's tasks). May throw. */
  readonly lastWord?: (item: unknown) => LastWord | undefined;
  /**
   * The function wraps an abort signal's reason into an error of its own: any failure after the
   * call's signal fired is the cancellation.
   */
  readonly wrapsAbort?: boolean;
  /** Told of every call, for integrations that keep books of their own. */
  readonly observer?: WorkObserver;
}

/** How a stream ended, when it is an item that says so. */
export type LastWord = { readonly value: unknown } | { readonly error: unknown };

/** Told when a piece of work begins and when it has ended, however it did. */
export interface WorkObserver {
  begun(operation: Operation): void;
  ended(operation: Operation): void;
}

/** What becomes known of a piece of work while it goes on; `record()` on its handle adds to it. */
export type WorkDetails = Record<string, unknown>;
