import type { Json, JsonObject } from '@heddle/events';
import { ConfigError } from '../errors.ts';
import type { Instrument } from '../instrument.ts';
import type { WorkKind } from '../scopes/kinds.ts';
import type { CaptureMode, CaptureOption, Work, WorkFacts } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import type { CommonOptions } from './common-options.ts';

/** Reads one option for one call: the value itself, or what its function says. */
export type Read = <Value>(
  option: Value | ((...args: never[]) => Value) | undefined,
) => Value | undefined;

const readStatic: Read = (option) => option as never;

/** Options that are functions of the result, not of the arguments. */
const RESULT_READERS: readonly string[] = ['result', 'isError'];

const CAPTURE_MODES: readonly unknown[] = ['full', 'summary', 'none'];

/**
 * Makes a Work of a wrapper's options. What does not depend on the arguments is computed here, once;
 * `describe` is only run per call when an option is a function.
 */
export function resolveWork(
  instrument: Instrument,
  kind: WorkKind,
  name: string,
  options: CommonOptions,
  describe: (read: Read) => WorkFacts,
  more: Partial<
    Pick<Work, 'guarded' | 'mayWait' | 'result' | 'failure' | 'lastWord' | 'wrapsAbort'>
  > = {},
): Work {
  if (typeof name !== 'string' || name === '') {
    throw new ConfigError(`${kind}.name`, 'expected a non-empty string: what should it be called?');
  }
  const capture = options.capture ?? instrument.furnishing.captureDefault;
  const captureInput = captureMode(capture, 'input');
  const describeAll = (read: Read): WorkFacts => ({
    ...describe(read),
    ...commonFacts(instrument, options, captureInput, read),
  });
  const dynamic = hasFunction(options);
  return {
    kind,
    name,
    captureInput,
    captureOutput: captureMode(capture, 'output'),
    guarded: more.guarded ?? false,
    mayWait: more.mayWait ?? false,
    facts: dynamic
      ? (self, args) => describeCall(instrument, describeAll, self, args)
      : describeAll(readStatic),
    ...(more.result !== undefined && { result: more.result }),
    ...(more.failure !== undefined && { failure: more.failure }),
    ...(more.lastWord !== undefined && { lastWord: more.lastWord }),
    ...(more.wrapsAbort !== undefined && { wrapsAbort: more.wrapsAbort }),
  };
}

/** An option that throws loses only itself, and leaves a mark: a gate must not decide without it. */
function describeCall(
  instrument: Instrument,
  describe: (read: Read) => WorkFacts,
  self: unknown,
  args: readonly unknown[],
): WorkFacts {
  let incomplete = false;
  const facts = describe((option) => {
    if (typeof option !== 'function') return option as never;
    try {
      return Reflect.apply(option, self, args) as never;
    } catch (error) {
      incomplete = true;
      instrument.diagnostics.report(
        'option_failed',
        'An option given as a function threw; the call is recorded without it.',
        error,
      );
      return undefined;
    }
  });
  return incomplete ? { ...facts, incomplete } : facts;
}

function commonFacts(
  instrument: Instrument,
  options: CommonOptions,
  captureInput: CaptureMode,
  read: Read,
): WorkFacts {
  const metadata = read(options.metadata);
  const inputSummary = read(options.inputSummary);
  const signal = read(options.signal);
  const input = read(options.input);
  return {
    ...(metadata !== undefined && {
      metadata: instrument.capture(metadata, 'full') as JsonObject,
    }),
    ...(inputSummary !== undefined && { payloadSummary: { inputSummary } }),
    ...(signal !== undefined && { signal }),
    ...(input !== undefined && { input: instrument.capture(input, captureInput) as Json }),
  };
}

function captureMode(option: CaptureOption, direction: 'input' | 'output'): CaptureMode {
  const mode = typeof option === 'string' ? option : (option[direction] ?? 'full');
  if (!CAPTURE_MODES.includes(mode)) {
    throw new ConfigError(
      'capture',
      `expected "full", "summary" or "none", found ${String(mode)}.`,
    );
  }
  return mode;
}

function hasFunction(options: object): boolean {
  return Object.entries(options).some(
    ([key, value]) => typeof value === 'function' && !RESULT_READERS.includes(key),
  );
}

/** Leaves out what is undefined: an absent fact is an absent key. */
export function defined<T extends object>(
  facts: T,
): { [Key in keyof T]: Exclude<T[Key], undefined> } {
  const kept = {} as Record<string, unknown>;
  for (const [key, value] of Object.entries(facts)) if (value !== undefined) kept[key] = value;
  return kept as never;
}

/** True for functions that are declared to answer with a promise or an async generator. */
export function isDeclaredAsync(fn: AnyFunction | undefined): boolean {
  const tag: unknown = fn?.[Symbol.toStringTag as never];
  return tag === 'AsyncFunction' || tag === 'AsyncGeneratorFunction';
}
