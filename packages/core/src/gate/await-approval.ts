import { messageOf } from '../errors.ts';
import type {
  ApprovalAnswer,
  ApprovalFault,
  ApprovalPort,
  ApprovalRequest,
  ApprovalStatus,
} from './gate.ts';
import { hostTimers, type Timers } from './timers.ts';

export interface AwaitApprovalOptions {
  /** Default 300,000, as the seeds. */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait as `cancelled`: the call was aborted, the run is over. */
  readonly signal?: AbortSignal | undefined;
  readonly timers?: Timers | undefined;
}

/** An answer, with `fault` when it is not a person's but says why there is none. */
export interface ApprovalOutcome extends ApprovalAnswer {
  readonly fault?: ApprovalFault;
}

/**
 * Asks for an approval and waits: for the answer, the timeout or the signal, whichever is first.
 * What comes later is ignored. Never rejects, and answers `approved` only when the port said
 * exactly that: a port that throws or answers something else, and a missing port or approval id,
 * are rejections with a `fault`.
 */
export function awaitApproval(
  port: ApprovalPort | undefined,
  request: ApprovalRequest,
  options: AwaitApprovalOptions = {},
): Promise<ApprovalOutcome> {
  const { signal, timers = hostTimers } = options;
  if (!port) return Promise.resolve(faulty('no_approver'));
  if (!request.approvalId) return Promise.resolve(faulty('no_approval_id'));
  if (signal?.aborted) return Promise.resolve({ status: 'cancelled' });

  return new Promise<ApprovalOutcome>((resolve) => {
    const asking = new AbortController();
    const settle = (outcome: ApprovalOutcome) => {
      timers.clearTimeout(timer);
      signal?.removeEventListener('abort', cancel);
      resolve(outcome);
    };
    const giveUp = (status: 'cancelled' | 'timeout') => {
      settle({ status });
      asking.abort();
    };
    const cancel = () => giveUp('cancelled');
    const timer = timers.setTimeout(() => giveUp('timeout'), usableTimeout(options.timeoutMs));
    signal?.addEventListener('abort', cancel);
    new Promise<unknown>((answer) => answer(port.request(request, asking.signal)))
      .then(outcomeOf, failed)
      .then(settle);
  }).catch(failed);
}

/** A waiting time that a timer can hold: at most 24 days, and the default for what is no time. */
export function usableTimeout(timeoutMs: number | undefined): number {
  return timeoutMs && timeoutMs > 0 ? Math.min(timeoutMs, 2 ** 31 - 1) : 300_000;
}

const statuses: readonly ApprovalStatus[] = [
  'approved',
  'rejected',
  'expired',
  'cancelled',
  'timeout',
];

function outcomeOf(answer: unknown): ApprovalOutcome {
  try {
    const { status, resolvedBy, reason } = answer as ApprovalAnswer;
    if (!statuses.includes(status)) return faulty('unknown_answer');
    return {
      status,
      ...(typeof resolvedBy === 'string' && { resolvedBy }),
      ...(typeof reason === 'string' && { reason }),
    };
  } catch {
    return faulty('unknown_answer');
  }
}

const faulty = (fault: ApprovalFault, reason: string = fault): ApprovalOutcome => ({
  status: 'rejected',
  reason,
  fault,
});

const failed = (error: unknown): ApprovalOutcome => faulty('approver_failed', messageOf(error));
