/**
 * A name with `*` for any run of characters, none included: `github.*`, `*.delete_*`, `*`.
 * Case matters. Compiled by hand instead of to a RegExp, so that no name, however long, can make
 * it backtrack.
 *
 * @example
 * compileGlob('github.*')('github.merge_pr'); // true
 */
export function compileGlob(pattern: string): (text: string) => boolean {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return (text) => text === pattern;
  return (text) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let from = first.length;
    for (const part of rest) {
      const at = text.indexOf(part, from);
      if (at < 0 || at + part.length > end) return false;
      from = at + part.length;
    }
    return true;
  };
}

/** True for a text that one of the globs matches. */
export function compileGlobs(patterns: string | readonly string[]): (text: string) => boolean {
  const globs = [patterns].flat().map(compileGlob);
  return (text) => globs.some((matches) => matches(text));
}
