import { messageOf } from '../errors.ts';
import type { ApprovalAnswer, ApprovalPort, ApprovalRequest, ApprovalStatus } from './gate.ts';

/** What a host's callback may answer: yes or no, one word, or the whole answer. */
export type HostAnswer = boolean | ApprovalStatus | ApprovalAnswer;

/**
 * Asks the host itself: a prompt in the terminal, a message in a chat, a test. A callback that
 * throws has rejected, with the error's message as the reason. `signal` fires when the answer is no
 * longer wanted.
 *
 * @example
 * createHeddle({
 *   mode: 'enforce',
 *   policies,
 *   approvals: callbackApprovals(async ({ action, reason }) => confirm(`${action.type}? ${reason}`)),
 * });
 */
export function callbackApprovals(
  ask: (request: ApprovalRequest, signal: AbortSignal) => HostAnswer | PromiseLike<HostAnswer>,
): ApprovalPort {
  return {
    request: (request, signal) =>
      new Promise<HostAnswer>((answer) => answer(ask(request, signal))).then(answerOf, (error) => ({
        status: 'rejected',
        reason: messageOf(error),
      })),
  };
}

function answerOf(answer: HostAnswer): ApprovalAnswer {
  if (typeof answer === 'boolean') return { status: answer ? 'approved' : 'rejected' };
  return typeof answer === 'string' ? { status: answer } : answer;
}
