import { getEventListeners } from 'node:events';
import { describe, expect, it } from 'vitest';
import { awaitApproval, type AwaitApprovalOptions } from '../../src/gate/await-approval.ts';
import type { ApprovalAnswer, ApprovalPort, ApprovalRequest } from '../../src/gate/gate.ts';
import { callbackApprovals, type HostAnswer } from '../../src/gate/host-approvals.ts';
import { HandHeldTimers } from './hand-held-timers.ts';

const request: ApprovalRequest = {
  approvalId: 'appr_1',
  agentKey: 'release-gate',
  action: { type: 'merge' },
  expiresAt: '2026-11-20T00:05:00.000Z',
  matchedGuardrails: [{ key: 'prod-merge', effect: 'require_approval' }],
};

const answering = (answer: unknown): ApprovalPort => ({
  request: () => Promise.resolve(answer as ApprovalAnswer),
});

/** A port that keeps its question open until the test answers it. */
function asking() {
  let answer: ((given: ApprovalAnswer) => void) | undefined;
  let heard: AbortSignal | undefined;
  const port: ApprovalPort = {
    request: (_, signal) => {
      heard = signal;
      return new Promise((resolve) => (answer = resolve));
    },
  };
  return { port, answer: (given: ApprovalAnswer) => answer!(given), signal: () => heard! };
}

function wait(port: ApprovalPort | undefined, options: AwaitApprovalOptions = {}) {
  const timers = new HandHeldTimers();
  return { timers, outcome: awaitApproval(port, request, { timers, ...options }) };
}

describe('an approval', () => {
  it.each(['approved', 'rejected', 'expired', 'cancelled', 'timeout'] as const)(
    'is what the port answers: %s',
    async (status) => {
      const { timers, outcome } = wait(answering({ status, resolvedBy: 'ada', reason: 'fine' }));
      expect(await outcome).toEqual({ status, resolvedBy: 'ada', reason: 'fine' });
      expect(timers.pending).toBe(0);
    },
  );

  const throwing = {
    get status(): never {
      throw new Error('no');
    },
  };
  it.each([
    ['a word nobody knows', { status: 'granted' }],
    ['a case of its own', { status: 'Approved' }],
    ['still pending', { status: 'pending' }],
    ['true', true],
    ['a bare word', 'approved'],
    ['a list that spells it', { status: ['approved'] }],
    ['nothing', undefined],
    ['null', null],
    ['an object that cannot be read', throwing],
  ])('is not given by %s', async (_, answer) => {
    expect(await wait(answering(answer)).outcome).toEqual({
      status: 'rejected',
      reason: 'unknown_answer',
      fault: 'unknown_answer',
    });
  });

  it.each<[string, ApprovalPort]>([
    ['rejects', { request: () => Promise.reject(new Error('collector is down')) }],
    [
      'throws',
      {
        request: () => {
          throw new Error('collector is down');
        },
      },
    ],
  ])('is not given by a port that %s', async (_, port) => {
    expect(await wait(port).outcome).toEqual({
      status: 'rejected',
      reason: 'collector is down',
      fault: 'approver_failed',
    });
  });

  it('is not given where there is nobody to ask, or nothing to refer to', async () => {
    expect(await wait(undefined).outcome).toMatchObject({
      status: 'rejected',
      reason: 'no_approver',
    });
    const nameless = { ...request, approvalId: '' };
    const port = answering({ status: 'approved' });
    expect(await awaitApproval(port, nameless)).toMatchObject({ reason: 'no_approval_id' });
  });

  it('cannot claim a fault of ours, and keeps only what an answer may say', async () => {
    const answer = {
      status: 'approved',
      fault: 'no_approver',
      reason: 7,
      resolvedBy: {},
      extra: 1,
    };
    expect(await wait(answering(answer)).outcome).toEqual({ status: 'approved' });
  });
});

describe('waiting', () => {
  it('ends at the timeout, and tells the port to stop asking', async () => {
    const { port, signal } = asking();
    const { timers, outcome } = wait(port, { timeoutMs: 5_000 });
    timers.advance(4_999);
    expect(timers.pending).toBe(1);
    timers.advance(1);
    expect(await outcome).toEqual({ status: 'timeout' });
    expect(signal().aborted).toBe(true);
  });

  it.each([undefined, 0, -1, NaN])(
    'lasts five minutes when the timeout is %s',
    async (timeoutMs) => {
      const { timers, outcome } = wait(asking().port, { timeoutMs });
      timers.advance(299_999);
      expect(timers.pending).toBe(1);
      timers.advance(1);
      expect(await outcome).toEqual({ status: 'timeout' });
    },
  );

  it('does not end at once when the timeout is more than a timer can hold', async () => {
    const { timers, outcome } = wait(asking().port, { timeoutMs: Infinity });
    timers.advance(2 ** 31 - 2);
    expect(timers.pending).toBe(1);
    timers.advance(1);
    expect(await outcome).toEqual({ status: 'timeout' });
  });

  it('ends when the signal fires, and lets go of it in every case', async () => {
    const ending = new AbortController();
    const first = asking();
    const cancelled = wait(first.port, { signal: ending.signal });
    const answered = wait(answering({ status: 'approved' }), { signal: ending.signal });
    expect(await answered.outcome).toEqual({ status: 'approved' });
    ending.abort();
    expect(await cancelled.outcome).toEqual({ status: 'cancelled' });
    expect(first.signal().aborted).toBe(true);
    expect(cancelled.timers.pending).toBe(0);
    expect(getEventListeners(ending.signal, 'abort')).toEqual([]);
  });

  it('does not even ask when the signal has fired already', async () => {
    let asked = false;
    const port: ApprovalPort = {
      request: () => {
        asked = true;
        return Promise.resolve({ status: 'approved' });
      },
    };
    const { outcome } = wait(port, { signal: AbortSignal.abort() });
    expect(await outcome).toEqual({ status: 'cancelled' });
    expect(asked).toBe(false);
  });

  it('does not tell the port to stop when it has answered', async () => {
    const { port, answer, signal } = asking();
    const { outcome } = wait(port);
    answer({ status: 'approved' });
    await outcome;
    expect(signal().aborted).toBe(false);
  });

  it('hears the first answer only', async () => {
    const { port, answer } = asking();
    const { timers, outcome } = wait(port, { timeoutMs: 10 });
    timers.advance(10);
    answer({ status: 'approved' });
    expect(await outcome).toEqual({ status: 'timeout' });
  });
});

describe('a callback of the host', () => {
  const ask = (callback: () => HostAnswer | PromiseLike<HostAnswer>) =>
    wait(callbackApprovals(callback)).outcome;

  it.each<[HostAnswer, string]>([
    [true, 'approved'],
    [false, 'rejected'],
    ['approved', 'approved'],
    ['cancelled', 'cancelled'],
    [{ status: 'approved', resolvedBy: 'ada' }, 'approved'],
    [undefined as never, 'rejected'],
    ['yes' as never, 'rejected'],
    [1 as never, 'rejected'],
  ])('answers %j: %s', async (answer, status) => {
    expect((await ask(() => answer)).status).toBe(status);
    expect((await ask(() => Promise.resolve(answer))).status).toBe(status);
  });

  it('rejects by throwing, and says why', async () => {
    const refusal = () => {
      throw new Error('not on a Friday');
    };
    const expected = { status: 'rejected', reason: 'not on a Friday' };
    expect(await ask(refusal)).toEqual(expected);
    expect(await ask(async () => refusal())).toEqual(expected);
  });
});
