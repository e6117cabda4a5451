import type { Instrument } from '../instrument.ts';
import type { Work } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import type { CommonOptions, Dynamic } from './common-options.ts';
import { defined, resolveWork } from './resolve.ts';

/** Options of `withRun`: one unit of an agent's work. */
export interface RunOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  readonly name: string;
  /** The run's id; made by us when absent. Give it to resume a run in another process. */
  readonly runId?: Dynamic<Fn, string | undefined>;
  /** With `runId`: the last sequence number that was given, so that counting goes on. */
  readonly lastSequenceNumber?: Dynamic<Fn, number | undefined>;
  /** The session this run belongs to; the surrounding session when absent. */
  readonly sessionId?: Dynamic<Fn, string | undefined>;
  /** Who does the work, when it is not the agent this Heddle was created for. */
  readonly agentKey?: Dynamic<Fn, string | undefined>;
  readonly environment?: Dynamic<Fn, string | undefined>;
  readonly role?: string;
  readonly trigger?: string;
  readonly stepKey?: string;
  readonly stepName?: string;
  readonly stepIndex?: number;
}

/** Options of `withSession`: several runs that belong together. */
export interface SessionOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  readonly sessionId?: Dynamic<Fn, string | undefined>;
  readonly kind?: 'single_agent' | 'multi_agent' | 'pipeline' | (string & {});
  readonly name?: string;
}

/** Options of `withStep`: one named step of a workflow. */
export interface StepOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  readonly name: string;
  /** A stable key; the name when absent. */
  readonly key?: string;
  /** Where it stands in its run, from 0; counted when absent. */
  readonly index?: Dynamic<Fn, number | undefined>;
}

/** Options of `withHandoff`: work that another agent takes over. */
export interface HandoffOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  /** The key of the agent that takes over; the run that opens inside is its run. */
  readonly to: Dynamic<Fn, string>;
  readonly toAgentId?: string;
  readonly reason?: Dynamic<Fn, string | undefined>;
}

export function runWork(instrument: Instrument, options: RunOptions): Work {
  const { name, role, trigger, stepKey, stepName, stepIndex } = options;
  return resolveWork(instrument, 'run', name, options, (read) => ({
    run: defined({
      name,
      role,
      trigger,
      id: read(options.runId),
      lastSequenceNumber: read(options.lastSequenceNumber),
      sessionId: read(options.sessionId),
      agentKey: read(options.agentKey),
      environment: read(options.environment),
    }),
    ...(stepKey !== undefined && {
      step: defined({ key: stepKey, name: stepName, index: stepIndex }),
    }),
  }));
}

export function sessionWork(instrument: Instrument, options: SessionOptions): Work {
  const { name, kind = 'single_agent' } = options;
  return resolveWork(instrument, 'session', name ?? kind, options, (read) => ({
    session: defined({ kind, name, id: read(options.sessionId) }),
  }));
}

export function stepWork(instrument: Instrument, options: StepOptions): Work {
  const { name, key = name } = options;
  return resolveWork(instrument, 'step', name, options, (read) => ({
    step: defined({ key, name, index: read(options.index) }),
  }));
}

export function handoffWork(instrument: Instrument, options: HandoffOptions): Work {
  const name = typeof options.to === 'string' ? options.to : 'handoff';
  return resolveWork(
    instrument,
    'handoff',
    name,
    options,
    (read) => ({
      handoff: defined({
        id: `hof_${instrument.ids.uuid(instrument.clock.wall())}`,
        reason: read(options.reason),
        targetAgentKey: read(options.to),
        targetAgentId: options.toAgentId,
        sourceAgentKey: instrument.agent.key,
      }),
      action: { type: 'handoff' },
    }),
    { guarded: true, mayWait: true },
  );
}
