import { ConfigError } from '../errors.ts';
import { compilePath } from './argument-path.ts';
import { compileLinearPattern } from './linear-pattern.ts';
import { show } from './mode.ts';
import type { ArgumentPredicate } from './policy.ts';

/** Holds, does not hold, or cannot be told because something could not be read or compared. */
export type Verdict = boolean | undefined;

/**
 * Compiles a predicate to a test of live arguments that never throws and never changes them.
 * Texts, numbers and booleans are compared by their text, and a text that reads as a number by its
 * number: a model that writes "5000" for 5000 must not slip through.
 *
 * @throws ConfigError for a path or a regular expression that cannot be used.
 */
export function compilePredicate(
  predicate: ArgumentPredicate,
  field: string,
): (args: readonly unknown[]) => Verdict {
  const read = compilePath(predicate.path);
  if (!read) {
    throw new ConfigError(
      `${field}.path`,
      `${show(predicate.path)} is not a path. Write "branch", "items[*].id", "[1].force" or "**".`,
    );
  }
  const holds = compileTest(predicate, field);
  const negative = predicate.op === 'not_equals' || predicate.op === 'absent';
  return (args) => {
    const found = read(args);
    let verdict: Verdict = found.complete ? false : undefined;
    for (const value of found.values) {
      if (value === undefined || value === null) continue;
      const held = tryTo(() => holds(value));
      if (held) return !negative;
      if (held === undefined) verdict = undefined;
    }
    return negative && verdict === false ? true : verdict;
  };
}

function compileTest(predicate: ArgumentPredicate, field: string): (value: unknown) => Verdict {
  switch (predicate.op) {
    case 'exists':
    case 'absent':
      return () => true;
    case 'gt':
      return numeric((number) => number > predicate.value);
    case 'gte':
      return numeric((number) => number >= predicate.value);
    case 'lt':
      return numeric((number) => number < predicate.value);
    case 'lte':
      return numeric((number) => number <= predicate.value);
    case 'matches':
      return textual(
        compileLinearPattern(predicate.value, {
          ignoreCase: predicate.ignoreCase ?? false,
          field: `${field}.value`,
        }),
      );
  }
  const fold = (text: string) => (predicate.ignoreCase ? text.toLowerCase() : text);
  const wanted = [predicate.value].flat().map((value) => fold(String(value)));
  const [first = ''] = wanted;
  switch (predicate.op) {
    case 'contains': {
      const inside = textual((text) => fold(text).includes(first));
      const equal = textual((text) => fold(text) === first);
      return (value) => (Array.isArray(value) ? value.some(equal) : inside(value));
    }
    case 'starts_with':
      return textual((text) => fold(text).startsWith(first));
    case 'ends_with':
      return textual((text) => fold(text).endsWith(first));
    default:
      return textual((text) => wanted.includes(fold(text)));
  }
}

const textual =
  (test: (text: string) => Verdict) =>
  (value: unknown): Verdict =>
    typeof value === 'object' || typeof value === 'function' ? undefined : test(String(value));

const numeric =
  (test: (number: number) => boolean) =>
  (value: unknown): Verdict => {
    const readable =
      typeof value === 'number' ||
      typeof value === 'bigint' ||
      (typeof value === 'string' && value.trim() !== '');
    const number = readable ? Number(value) : NaN;
    return Number.isNaN(number) ? undefined : test(number);
  };

function tryTo(test: () => Verdict): Verdict {
  try {
    return test();
  } catch {
    return undefined;
  }
}
