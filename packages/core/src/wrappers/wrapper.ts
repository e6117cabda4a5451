import { ConfigError } from '../errors.ts';
import type { Instrument } from '../instrument.ts';
import { activeScope } from '../scopes/begin.ts';
import { decorate, type DecoratorContext } from '../wrap/decorate.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { wrapFunction, type CallHandler } from '../wrap/wrap-function.ts';
import { OperationHandle } from './handle.ts';

/** What one kind of wrapper is made of: its name in `withX`, its options, how a call is made. */
export interface WrapperKind<Options extends object> {
  readonly kind: string;
  /** The short form `withX('name', fn)`. */
  readonly short: (name: string) => Options;
  /** Resolves the options; throws ConfigError, now and not at the first call. */
  readonly prepare: (options: Options, fn: AnyFunction | undefined) => CallHandler;
}

/** Builds `withX`: a function of a function's own type, or a decorator. */
export function makeWrapper<Options extends object>(
  kind: WrapperKind<Options>,
  enabled: boolean,
): (...given: unknown[]) => unknown {
  return (...given) => {
    const wrap = (fn: AnyFunction, fallbackName?: string): AnyFunction => {
      if (typeof fn !== 'function') {
        throw new ConfigError(kind.kind, `expected a function to wrap, found ${typeof fn}.`);
      }
      const handler = kind.prepare(readOptions(kind, given[0], fallbackName), fn);
      return enabled ? wrapFunction(fn, kind.kind, handler) : fn;
    };
    if (given.length > 1) return wrap(given[1] as AnyFunction);
    return (value: unknown, context: DecoratorContext): unknown =>
      decorate((fn) => wrap(fn, String(context.name ?? fn.name)), value, context);
  };
}

/** Builds the noun: runs a block now, and gives it a handle on itself. */
export function makeNoun<Options extends object>(
  instrument: Instrument,
  kind: WrapperKind<Options>,
  enabled: boolean,
): (options: unknown, block: AnyFunction) => unknown {
  return (options, block) => {
    if (typeof block !== 'function') {
      throw new ConfigError(kind.kind, `expected a function to run, found ${typeof block}.`);
    }
    const handler = kind.prepare(readOptions(kind, options, undefined), block);
    if (!enabled) return block(new OperationHandle(instrument, undefined));
    // Inside, the active scope is the block's own when it is recorded, else the one around it.
    return handler.apply(
      () => block(new OperationHandle(instrument, activeScope(instrument))),
      undefined,
      [],
    );
  };
}

function readOptions<Options extends object>(
  kind: WrapperKind<Options>,
  given: unknown,
  fallbackName: string | undefined,
): Options {
  if (typeof given === 'string') return kind.short(given);
  if (typeof given === 'object' && given !== null) {
    return fallbackName === undefined || 'name' in given
      ? (given as Options)
      : { ...kind.short(fallbackName), ...(given as Options) };
  }
  if (given === undefined && fallbackName !== undefined) return kind.short(fallbackName);
  throw new ConfigError(kind.kind, `expected a name or an options object, found ${String(given)}.`);
}
