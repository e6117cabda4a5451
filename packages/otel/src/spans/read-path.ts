/**
 * What an event says at a path: `usage.inputTokens`. A `*` stands for every item of a list.
 * Undefined where the path leads nowhere.
 */
export function readPath(value: unknown, path: string): unknown {
  let at = value;
  const steps = path.split('.');
  for (const [index, step] of steps.entries()) {
    if (typeof at !== 'object' || at === null) return undefined;
    if (step === '*') {
      const rest = steps.slice(index + 1).join('.');
      return Array.isArray(at) ? at.map((item) => readPath(item, rest)) : undefined;
    }
    at = Object.hasOwn(at, step) ? (at as Record<string, unknown>)[step] : undefined;
  }
  return at ?? undefined;
}

/** The first of several paths that leads somewhere. */
export function readFirst(value: unknown, paths: string | readonly string[]): unknown {
  if (typeof paths === 'string') return readPath(value, paths);
  for (const path of paths) {
    const found = readPath(value, path);
    if (found !== undefined) return found;
  }
  return undefined;
}
