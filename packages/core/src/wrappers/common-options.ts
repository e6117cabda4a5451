import type { JsonObject } from '@heddle/events';
import type { CaptureOption } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';

/** A value, or a function of the call's arguments that finds it. */
export type Dynamic<Fn extends AnyFunction, Value> = Value | ((...args: Parameters<Fn>) => Value);

/** What every wrapper takes. */
export interface CommonOptions<Fn extends AnyFunction = AnyFunction> {
  /**
   * How much of arguments and result is kept: `full` (a bounded copy, the default), `summary` (type
   * and size) or `none`; one for both or one each.
   */
  readonly capture?: CaptureOption;
  /** Facts of your own, kept as they are after redaction. */
  readonly metadata?: Dynamic<Fn, JsonObject | undefined>;
  /** A short description of the input, in place of the arguments themselves in lists. */
  readonly inputSummary?: Dynamic<Fn, string | undefined>;
  /** Recorded as input in place of the arguments. */
  readonly input?: Dynamic<Fn, unknown>;
  /** The signal that cancels the call, when it is not among the arguments. */
  readonly signal?: Dynamic<Fn, AbortSignal | undefined>;
}
