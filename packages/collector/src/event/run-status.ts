import type { Outcome } from '@heddle/events';
import type { RunStatus } from '../api-types.ts';

/** Stored as numbers; the order is part of the schema and only grows at the end. */
export const runStatuses: readonly RunStatus[] = [
  'running',
  'completed',
  'failed',
  'blocked',
  'cancelled',
  'abandoned',
];

export function statusNumber(status: RunStatus): number {
  return runStatuses.indexOf(status);
}

export function statusFromNumber(number: number): RunStatus {
  return runStatuses[number] ?? 'running';
}

/** The catalog's outcomes are our statuses but for `running`; an unknown word reads as completed. */
export function statusOfOutcome(outcome: Outcome | undefined): RunStatus {
  return outcome !== undefined && runStatuses.includes(outcome) ? outcome : 'completed';
}
