import type { RunStatus } from '../api-types.ts';

/** What an event counts as in charts: each event belongs to exactly one. */
export type CountedKind = 'other' | 'runs' | 'models' | 'tools' | 'mcp' | 'steps';

/** Stored as numbers; the order is part of the schema and only grows at the end. */
export const countedKinds: readonly CountedKind[] = [
  'other',
  'runs',
  'models',
  'tools',
  'mcp',
  'steps',
];

/**
 * What a store keeps beside an event's JSON, in columns or in sums. All of it is derived from the
 * event and the time it came, so that it can be thrown away and made again.
 */
export interface EventFacts {
  readonly eventId: string;
  readonly type: string;
  /** Epoch milliseconds, the event's own unless that lies in the future of its arrival. */
  readonly time: number;
  readonly receivedAt: number;
  readonly runId?: string;
  readonly sessionId?: string;
  /** 0 when it has none. */
  readonly sequence: number;
  readonly sessionSequence: number;
  readonly agentKey: string;
  readonly agentVersionId?: string;
  readonly parentRunId?: string;
  readonly traceId?: string;
  readonly environment: string;
  readonly counted: CountedKind;
  /** The model, tool, MCP tool or step it is counted under; empty when there is none. */
  readonly name: string;
  /** It tells of something that went wrong. */
  readonly failed: boolean;
  readonly durationMs?: number;
  readonly tokens?: TokenFacts;
  readonly run?: RunFacts;
  readonly session?: SessionFacts;
  readonly handoff?: HandoffChange;
  readonly drops?: DropFacts;
}

export interface TokenFacts {
  readonly inputTokens: number;
  readonly outputTokens: number;
  readonly cachedInputTokens: number;
  readonly reasoningTokens: number;
  readonly totalTokens: number;
  /** Billionths of a US dollar: whole numbers add up the same in any order. */
  readonly costNano: number;
}

/** What a beginning or an ending says of its run. */
export interface RunFacts {
  readonly name: string;
  readonly role?: string;
  readonly trigger?: string;
  readonly status: RunStatus;
  readonly errorMessage?: string;
}

export interface SessionFacts {
  readonly kind?: string;
  readonly name?: string;
  readonly status: RunStatus;
  readonly errorMessage?: string;
}

export interface HandoffChange {
  readonly handoffId: string;
  readonly status: 'requested' | 'accepted' | 'completed' | 'failed';
  readonly reason?: string;
  readonly sourceAgentKey?: string;
  readonly sourceRunId?: string;
  readonly targetAgentKey?: string;
  readonly targetRunId?: string;
}

export interface DropFacts {
  readonly instanceId: string;
  readonly reasons: readonly { reason: string; events: number; bytes: number }[];
}

/** Errors of a run: failed model calls, failed tool invocations, and what `agent.error` reports. */
export function isErrorOfRun({ counted, failed, type }: EventFacts): boolean {
  return failed && (counted === 'models' || counted === 'tools' || type === 'agent.error');
}
