import { isMark, type Mark } from './redact-mark.ts';

/** Something to hide in text that a form gives away. */
export interface TextPattern {
  /** Stands in the mark. */
  readonly name: string;
  /** Keep its repeats bounded: it runs over every string. */
  readonly pattern: RegExp;
  /** Tells what only looks like it. */
  readonly check?: (found: string) => boolean;
}

/** Compiled once: hides what the pattern finds. The same string when that is nothing. */
export function hidePattern(
  { check, name, pattern }: TextPattern,
  mark: Mark,
): (text: string) => string {
  const every = new RegExp(
    pattern,
    pattern.flags.includes('g') ? pattern.flags : `${pattern.flags}g`,
  );
  return (text) => {
    every.lastIndex = 0;
    if (!every.test(text)) return text;
    return text.replace(every, (found: string) =>
      isMark(found) || check?.(found) === false ? found : mark(name, found),
    );
  };
}
