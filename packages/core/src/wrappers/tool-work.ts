import type { RiskLevel } from '@heddle/events';
import type { ActionFacts, ResourceFacts } from '../gate/gate.ts';
import type { Instrument } from '../instrument.ts';
import type { Work, WorkFacts } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import type { CommonOptions, Dynamic } from './common-options.ts';
import { defined, isDeclaredAsync, resolveWork, type Read } from './resolve.ts';

/** What a tool, or any guarded action, says about what it does and to what. */
export interface ActionOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  /** What is done: `read create update delete execute communicate merge …`, or the full form. */
  readonly action?: Dynamic<Fn, string | ActionFacts | undefined>;
  /** What it is done to. A missing environment is the agent's own. */
  readonly resource?: Dynamic<Fn, string | ResourceFacts | undefined>;
  readonly riskLevel?: Dynamic<Fn, RiskLevel | undefined>;
  /**
   * The function answers with a promise, so a call can wait for an approval. Known by itself for
   * `async` functions; a synchronous call that needs an approval is refused.
   */
  readonly async?: boolean;
}

/** Options of `withTool`. */
export interface ToolOptions<Fn extends AnyFunction = AnyFunction> extends ActionOptions<Fn> {
  readonly name: string;
  readonly provider?: string;
  /** The model's id for this call, which links it to the model's request. */
  readonly toolCallId?: Dynamic<Fn, string | undefined>;
  /** `false`: the gate is not asked. */
  readonly guard?: boolean;
}

/** Options of `withGuard`: an action that is guarded and recorded, but is not a tool. */
export interface GuardOptions<Fn extends AnyFunction = AnyFunction> extends ActionOptions<Fn> {
  readonly name?: string;
  readonly action: Dynamic<Fn, string | ActionFacts>;
  readonly tool?: string;
}

export function toolWork(instrument: Instrument, options: ToolOptions, fn?: AnyFunction): Work {
  const { name, provider } = options;
  return resolveWork(
    instrument,
    'tool',
    name,
    options,
    (read) => {
      const riskLevel = read(options.riskLevel);
      return {
        ...actionFacts(instrument, name, options, read),
        tool: defined({ name, provider, riskLevel }),
        ...defined({ toolCallId: read(options.toolCallId) }),
      };
    },
    { guarded: options.guard !== false, mayWait: options.async === true || isDeclaredAsync(fn) },
  );
}

export function guardWork(instrument: Instrument, options: GuardOptions, fn?: AnyFunction): Work {
  const name = options.name ?? (typeof options.action === 'string' ? options.action : 'guard');
  return resolveWork(
    instrument,
    'guard',
    name,
    options,
    (read) => ({
      ...actionFacts(instrument, options.tool ?? name, options, read),
      ...(options.tool !== undefined && { tool: { name: options.tool } }),
    }),
    { guarded: true, mayWait: options.async === true || isDeclaredAsync(fn) },
  );
}

/** Action and resource as given, completed by what the name suggests and by the environment. */
export function actionFacts(
  instrument: Instrument,
  name: string,
  options: ActionOptions,
  read: Read,
): WorkFacts {
  const { agent, furnishing } = instrument;
  const action = read(options.action);
  const resource = read(options.resource);
  const riskLevel = read(options.riskLevel);
  const isStated = action !== undefined && resource !== undefined && riskLevel !== undefined;
  const inferred = isStated ? undefined : furnishing.inferAction?.(name);
  const stated = typeof action === 'string' ? { type: action } : action;
  const target =
    (typeof resource === 'string' ? { type: resource } : resource) ?? inferred?.resource;
  const environment = target?.environment ?? agent.environment;
  return {
    // What the host states goes before what the name suggests.
    action: { type: 'execute', ...inferred?.action, ...defined({ riskLevel }), ...stated },
    ...(target !== undefined && { resource: defined({ ...target, environment }) }),
  };
}
