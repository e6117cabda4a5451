import { describe, expect, it } from 'vitest';
import { GuardBlockedError, HeddleError } from '../../src/errors.ts';
import type { ApprovalAnswer, ApprovalPort, Decision, Gate, Refusal } from '../../src/gate/gate.ts';
import type { GateWitness } from '../../src/gate/gate-witness.ts';
import type { GuardFailureMode, GuardMode } from '../../src/gate/mode.ts';
import { passGate, type Guard, type GuardedCall } from '../../src/gate/pass-gate.ts';
import { policyGate } from '../../src/gate/policy-gate.ts';
import { aRequest } from './a-request.ts';
import { HandHeldTimers } from './hand-held-timers.ts';

const decide = (
  effect: Decision['effectiveDecision'],
  enforcementAction: Decision['enforcementAction'],
  different: Partial<Decision> = {},
): Decision => ({
  policyDecision: effect,
  effectiveDecision: effect,
  enforcementAction,
  mode: 'enforce',
  matchedGuardrails: [{ key: 'prod-merge', effect }],
  ...different,
});

const approvalWanted = decide('require_approval', 'wait_for_approval');
const never = () => new Promise<never>(() => {});
const down = new Error('collector is down');

/** What a gate may do to a call, good and bad. */
const gates: Record<string, () => unknown> = {
  nothing: () => undefined,
  allow: () => decide('allow', 'proceed'),
  warn: () => decide('warn', 'warn'),
  block: () => decide('block', 'block'),
  approval: () => approvalWanted,
  'approval by id': () => ({ ...approvalWanted, approvalId: 'appr_remote' }),
  'unknown effect': () => ({ ...decide('allow', 'proceed'), effectiveDecision: 'quarantine' }),
  'no decision': () => 'allow',
  throws: () => {
    throw down;
  },
  'later: allow': () => Promise.resolve(decide('allow', 'proceed')),
  'later: block': () => Promise.resolve(decide('block', 'block')),
  'later: approval': () => Promise.resolve(approvalWanted),
  'later: rejects': () => Promise.reject(down),
  'later: never': never,
};

const port = (answer: () => unknown): ApprovalPort => ({
  request: () => answer() as Promise<ApprovalAnswer>,
});

/** What may become of asking a person. `approved` is the only one that lets the action run. */
const people: Record<string, { port?: ApprovalPort; id?: string; refusal?: Refusal }> = {
  approved: { port: port(() => Promise.resolve({ status: 'approved' })) },
  rejected: { port: port(() => Promise.resolve({ status: 'rejected' })), refusal: 'rejected' },
  expired: { port: port(() => Promise.resolve({ status: 'expired' })), refusal: 'expired' },
  cancelled: { port: port(() => Promise.resolve({ status: 'cancelled' })), refusal: 'cancelled' },
  'says timeout': { port: port(() => Promise.resolve({ status: 'timeout' })), refusal: 'timeout' },
  'never answers': { port: port(never), refusal: 'timeout' },
  'unknown answer': {
    port: port(() => Promise.resolve({ status: 'granted' })),
    refusal: 'unknown_answer',
  },
  'no answer': { port: port(() => Promise.resolve()), refusal: 'unknown_answer' },
  rejects: { port: port(() => Promise.reject(down)), refusal: 'approver_failed' },
  throws: {
    port: port(() => {
      throw down;
    }),
    refusal: 'approver_failed',
  },
  'nobody to ask': { refusal: 'no_approver' },
  'no id': {
    port: port(() => Promise.resolve({ status: 'approved' })),
    id: '',
    refusal: 'no_approval_id',
  },
};

const modes: GuardMode[] = ['monitor', 'enforce'];
const failureModes: GuardFailureMode[] = ['fail_open', 'fail_closed', 'throw'];

interface Case {
  gate: string;
  mode: GuardMode;
  guardFailureMode: GuardFailureMode;
  person: string;
  canWait: boolean;
}

const cases: Case[] = Object.keys(gates).flatMap((gate) =>
  modes.flatMap((mode) =>
    failureModes.flatMap((guardFailureMode) =>
      Object.keys(people).flatMap((person) =>
        [true, false].map((canWait) => ({ gate, mode, guardFailureMode, person, canWait })),
      ),
    ),
  ),
);

/** Written apart from the code: what must come of a case. */
function expected({ gate, mode, guardFailureMode, person, canWait }: Case): Refusal | 'runs' {
  if (mode === 'monitor') return 'runs';
  const isLate = gate.startsWith('later: ');
  const isBroken = ['unknown effect', 'no decision', 'throws', 'later: rejects', 'later: never'];
  if (isBroken.includes(gate) || (isLate && !canWait)) {
    return guardFailureMode === 'fail_open' ? 'runs' : 'guard_failed';
  }
  if (gate.endsWith('block')) return 'policy';
  if (!gate.includes('approval')) return 'runs';
  if (!canWait) return 'cannot_wait';
  if (gate === 'approval by id' && person === 'no id') return 'runs';
  return people[person]!.refusal ?? 'runs';
}

async function outcomeOf({ gate, mode, guardFailureMode, person, canWait }: Case) {
  const timers = new HandHeldTimers();
  const { port: approvals, id = 'appr_1' } = people[person]!;
  const guard: Guard = {
    gate: { active: true, evaluate: gates[gate]! as Gate['evaluate'] },
    mode,
    guardFailureMode,
    approvals,
    newApprovalId: () => id,
    clock: timers.clock,
    timers,
  };
  const passage = passGate(guard, { request: aRequest(), canWait });
  if (passage instanceof Promise) {
    expect(canWait && mode === 'enforce').toBe(true);
    // Let what is on its way arrive; what is still waited for then has to run into its timeout.
    for (let round = 0; round < 3; round++) {
      await new Promise(setImmediate);
      timers.advance(300_000);
    }
  }
  const error = await passage;
  expect(timers.pending).toBe(0);
  return { error, outcome: error === undefined ? 'runs' : error.refusal };
}

describe('a guarded call', () => {
  it(`comes out right in all ${cases.length} combinations of gate, mode, failure mode and person`, async () => {
    const rows = await Promise.all(
      cases.map(async (each) => {
        const { error, outcome } = await outcomeOf(each);
        if (error) expect(GuardBlockedError.isInstance(error)).toBe(true);
        return { ...each, outcome, expected: expected(each) };
      }),
    );
    expect(rows.filter((row) => row.outcome !== row.expected)).toEqual([]);
  });

  it('runs in enforce only by a decision, an approval, or an open failure', async () => {
    const enforced = cases.filter((each) => each.mode === 'enforce');
    for (const each of enforced) {
      const { outcome } = await outcomeOf(each);
      const isAllowed = ['nothing', 'allow', 'warn', 'later: allow'].includes(each.gate);
      const isApproved =
        each.gate.includes('approval') && ['approved', 'no id'].includes(each.person);
      if (outcome === 'runs' && !isAllowed && !isApproved) {
        expect(each.guardFailureMode).toBe('fail_open');
        expect(each.gate).not.toBe('block');
      }
    }
  });

  it('has this table of outcomes in enforce mode', async () => {
    const lines = [
      '| gate | person | fail_open | fail_closed | throw |',
      '| --- | --- | --- | --- | --- |',
    ];
    for (const gate of Object.keys(gates)) {
      const asked = gate.includes('approval') ? Object.keys(people) : ['approved'];
      for (const person of asked) {
        const outcomes = failureModes.map(async (guardFailureMode) => {
          const each = { gate, person, guardFailureMode, mode: 'enforce', canWait: true } as const;
          return (await outcomeOf(each)).outcome;
        });
        const cells = [gate, asked.length > 1 ? person : '', ...(await Promise.all(outcomes))];
        lines.push(`| ${cells.join(' | ')} |`);
      }
    }
    expect(lines.join('\n')).toMatchSnapshot();
  });
});

/** A guard of policies that all can be changed by a test. */
function guardOf(different: Partial<Guard> = {}): Guard & { timers: HandHeldTimers } {
  const timers = new HandHeldTimers();
  return {
    gate: policyGate({
      mode: 'enforce',
      policies: [
        {
          key: 'prod-merge',
          effect: 'require_approval',
          match: { action: 'merge' },
          reason: 'Merges are looked at.',
        },
        { key: 'no-deletes', effect: 'block', match: { action: 'delete' }, reason: 'Never.' },
      ],
    }),
    mode: 'enforce',
    guardFailureMode: 'fail_closed',
    approvals: people['approved']!.port,
    newApprovalId: () => 'appr_1',
    clock: timers.clock,
    ...different,
    timers,
  };
}

function witnessing() {
  const heard: unknown[] = [];
  const witness: GateWitness = {
    evaluated: ({ effectiveDecision, reason }) =>
      heard.push(['evaluated', effectiveDecision, reason]),
    approvalRequested: (request) => heard.push(['requested', request]),
    approvalResolved: (_, { status }, waitedMs) => heard.push(['resolved', status, waitedMs]),
    failed: (error) => heard.push(['failed', error]),
  };
  return { heard, witness };
}

const call = (different: Partial<GuardedCall> = {}): GuardedCall => ({
  request: aRequest(),
  canWait: true,
  ...different,
});

describe('the witness', () => {
  it('hears the decision, the question and the answer, in order', async () => {
    const { heard, witness } = witnessing();
    const guard = guardOf();
    expect(await passGate(guard, call({ witness, input: () => ({ pr: 42 }) }))).toBeUndefined();
    expect(heard).toEqual([
      ['evaluated', 'require_approval', 'Merges are looked at.'],
      [
        'requested',
        {
          approvalId: 'appr_1',
          agentKey: 'release-gate',
          runId: 'run_1',
          sessionId: 'ses_1',
          tool: { name: 'github.merge_pr', provider: 'github', riskLevel: 'high' },
          action: { type: 'merge', name: 'merge_pr' },
          resource: { type: 'code_repository', externalId: 'acme/api' },
          riskLevel: 'high',
          reason: 'Merges are looked at.',
          matchedGuardrails: [{ key: 'prod-merge', effect: 'require_approval' }],
          input: { pr: 42 },
          expiresAt: new Date(guard.timers.ms + 300_000).toISOString(),
        },
      ],
      ['resolved', 'approved', 0],
    ]);
  });

  it('hears nothing where no policy speaks', () => {
    const { heard, witness } = witnessing();
    const request = aRequest({ action: { type: 'read' } });
    expect(passGate(guardOf(), call({ request, witness }))).toBeUndefined();
    expect(heard).toEqual([]);
  });

  it('hears of a failure, and what was made of it', () => {
    const gate = { active: true, evaluate: gates['throws'] as Gate['evaluate'] };
    const heardIn = (guardFailureMode: GuardFailureMode) => {
      const { heard, witness } = witnessing();
      void passGate(guardOf({ gate, guardFailureMode }), call({ witness }));
      return heard;
    };
    const reason = 'guard_failed: collector is down';
    expect(heardIn('fail_open')).toEqual([
      ['failed', down],
      ['evaluated', 'allow', reason],
    ]);
    expect(heardIn('fail_closed')).toEqual([
      ['failed', down],
      ['evaluated', 'block', reason],
    ]);
    expect(heardIn('throw')).toEqual([['failed', down]]);
  });

  it('changes nothing by throwing', async () => {
    const throwing = () => {
      throw new Error('no');
    };
    const witness = {
      evaluated: throwing,
      approvalRequested: throwing,
      approvalResolved: throwing,
      failed: throwing,
    };
    expect(await passGate(guardOf(), call({ witness }))).toBeUndefined();
    const refused = await passGate(
      guardOf({ approvals: people['rejected']!.port }),
      call({ witness }),
    );
    expect(refused?.refusal).toBe('rejected');
  });
});

describe('in monitor mode', () => {
  it('nothing is waited for, and the late decision is still heard', async () => {
    const { heard, witness } = witnessing();
    const gate = { active: true, evaluate: gates['later: block'] as Gate['evaluate'] };
    expect(passGate(guardOf({ gate, mode: 'monitor' }), call({ witness }))).toBeUndefined();
    expect(heard).toEqual([]);
    await new Promise(setImmediate);
    expect(heard).toEqual([['evaluated', 'block', undefined]]);
  });
});

describe('waiting for a person', () => {
  it('takes as long as the policy says, then as the guard says, then five minutes', async () => {
    const asked: string[] = [];
    const approvals: ApprovalPort = {
      request: ({ expiresAt }) => {
        asked.push(expiresAt);
        return Promise.resolve({ status: 'approved' });
      },
    };
    const expiry = async (policyMs?: number, guardMs?: number) => {
      const decision = { ...approvalWanted, ...(policyMs && { approvalTimeoutMs: policyMs }) };
      const gate = { active: true, evaluate: () => decision };
      const guard = guardOf({ gate, approvals, approvalTimeoutMs: guardMs });
      await passGate(guard, call());
      return Date.parse(asked.pop()!) - guard.timers.ms;
    };
    expect([await expiry(1_000, 2_000), await expiry(undefined, 2_000), await expiry()]).toEqual([
      1_000, 2_000, 300_000,
    ]);
  });

  it('ends when the call is aborted', async () => {
    const ending = new AbortController();
    const guard = guardOf({ approvals: port(never) });
    const passage = passGate(guard, call({ signal: ending.signal }));
    ending.abort();
    expect(await passage).toMatchObject({ refusal: 'cancelled', approvalStatus: 'cancelled' });
    expect(guard.timers.pending).toBe(0);
  });

  it('uses the id of a gate that has made the approval itself', async () => {
    const { heard, witness } = witnessing();
    const gate = { active: true, evaluate: gates['approval by id'] as Gate['evaluate'] };
    await passGate(guardOf({ gate }), call({ witness }));
    expect(heard[1]).toEqual(['requested', expect.objectContaining({ approvalId: 'appr_remote' })]);
  });

  it.each<[string, Partial<Guard>, Partial<GuardedCall>]>([
    [
      'no id can be made',
      {
        newApprovalId: () => {
          throw down;
        },
      },
      {},
    ],
    [
      'the input cannot be shown',
      {},
      {
        input: () => {
          throw down;
        },
      },
    ],
    ['the clock is broken', { clock: { now: () => 0, wall: () => NaN } }, {}],
  ])('is a refusal when %s, in every failure mode', async (_, guard, different) => {
    for (const guardFailureMode of failureModes) {
      const error = await passGate(guardOf({ ...guard, guardFailureMode }), call(different));
      expect(error).toMatchObject({ refusal: 'approver_failed', code: 'guard_blocked' });
    }
  });
});

describe('the error', () => {
  it('says everything a program may want to know', async () => {
    const guard = guardOf({ approvals: people['rejected']!.port });
    const error = await passGate(guard, call());
    expect(error).toMatchObject({
      name: 'GuardBlockedError',
      code: 'guard_blocked',
      refusal: 'rejected',
      tool: { name: 'github.merge_pr' },
      action: { type: 'merge' },
      resource: { type: 'code_repository' },
      decision: { policyDecision: 'require_approval' },
      approvalId: 'appr_1',
      approvalStatus: 'rejected',
    });
    expect(HeddleError.isInstance(error)).toBe(true);
    expect(error).toBeInstanceOf(Error);
  });

  it('carries the failure when no decision could be made', () => {
    const gate = { active: true, evaluate: gates['throws'] as Gate['evaluate'] };
    expect(passGate(guardOf({ gate }), call())).toMatchObject({
      code: 'guard_blocked',
      cause: down,
      decision: { effectiveDecision: 'block' },
    });
    expect(passGate(guardOf({ gate, guardFailureMode: 'throw' }), call())).toMatchObject({
      code: 'guard_failed',
      cause: down,
      decision: undefined,
    });
  });

  it('has a message that a person can act on, for every refusal', async () => {
    const answering = (answer: unknown) => port(() => Promise.resolve(answer));
    const refused = async (guard: Partial<Guard>, different: Partial<GuardedCall> = {}) => {
      const whole = guardOf(guard);
      const passage = passGate(whole, call(different));
      await new Promise(setImmediate);
      whole.timers.advance(300_000);
      const error = await passage;
      return `${error?.refusal}: ${error?.message}`;
    };
    const gate = (answer: () => unknown): Partial<Guard> => ({
      gate: { active: true, evaluate: answer as Gate['evaluate'] },
    });
    const deletion = aRequest({
      action: { type: 'delete' },
      resource: { type: 'database_record', externalId: 'users/7', environment: 'staging' },
    });
    const { tool, resource, environment, ...bare } = aRequest();
    const messages = [
      await refused({}, { request: deletion }),
      await refused(gate(gates['block']!)),
      await refused(
        gate(() => ({ ...approvalWanted, matchedGuardrails: undefined })),
        { canWait: false },
      ),
      await refused({
        approvals: answering({ status: 'rejected', resolvedBy: 'ada', reason: 'not today' }),
      }),
      await refused({ approvals: answering({ status: 'rejected' }) }),
      await refused({ approvals: answering({ status: 'expired' }) }),
      await refused({ approvals: answering({ status: 'cancelled', reason: 'the run ended' }) }),
      await refused({ approvals: port(never) }),
      await refused({ approvals: undefined }),
      await refused({ newApprovalId: () => '' }),
      await refused({ approvals: people['rejects']!.port }),
      await refused({ approvals: answering('yes') }),
      await refused({}, { canWait: false }),
      await refused(gate(gates['throws']!)),
      await refused(gate(gates['later: never']!)),
      await refused(gate(gates['later: allow']!), { canWait: false }),
      await refused(gate(gates['no decision']!)),
      await refused({}, { request: { ...bare, action: { type: 'delete', name: 'drop_tables' } } }),
    ];
    expect(tool && resource && environment).toBeTruthy();
    expect(messages.join('\n')).toMatchSnapshot();
  });
});
