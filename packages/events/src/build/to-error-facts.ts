import type { ErrorFacts } from '../facts/error-facts.ts';

const maxErrors = 20;
const maxCharacters = 16_384;

/**
 * Tells an error, or whatever else was thrown, as facts. Never throws: a getter that does is a
 * property that is not there. At most 20 errors (causes and members of an AggregateError together)
 * and 16,384 characters per text; a circle of causes ends where it began.
 *
 * @example
 * toErrorFacts(new TypeError('no', { cause: 'because' }));
 * // { name: 'TypeError', message: 'no', stack: '…', cause: { name: 'string', message: 'because', value: 'because' } }
 */
export function toErrorFacts(error: unknown): ErrorFacts {
  return tell(error, { left: maxErrors, seen: new Set() });
}

interface Telling {
  left: number;
  readonly seen: Set<unknown>;
}

function tell(error: unknown, telling: Telling): ErrorFacts {
  telling.left -= 1;
  if ((typeof error !== 'object' && typeof error !== 'function') || error === null) {
    return tellValue(error);
  }
  telling.seen.add(error);
  const read = reader(error);
  return {
    name: text(read('name')) ?? 'Error',
    message: text(read('message')) ?? '',
    ...present('stack', text(read('stack'))),
    ...present('code', code(read('code'))),
    ...present('status', status(read('status')) ?? status(read('statusCode'))),
    ...present('retryable', boolean(read('retryable'))),
    ...present('requestId', text(read('requestId'))),
    ...present('cause', tellCause(read('cause'), telling)),
    ...present('errors', tellMembers(read('errors'), telling)),
  };
}

/** `throw 'a string'` is legal. */
function tellValue(value: unknown): ErrorFacts {
  const name = value === null ? 'null' : typeof value;
  const message = String(value).slice(0, maxCharacters);
  if (typeof value === 'string') return { name, message, value: message };
  if (typeof value === 'boolean' || value === null || Number.isFinite(value)) {
    return { name, message, value: value as number | boolean | null };
  }
  return { name, message };
}

function tellCause(cause: unknown, telling: Telling): ErrorFacts | undefined {
  if (cause === undefined || telling.left <= 0 || telling.seen.has(cause)) return undefined;
  return tell(cause, telling);
}

function tellMembers(errors: unknown, telling: Telling): ErrorFacts[] | undefined {
  try {
    if (!Array.isArray(errors)) return undefined;
    const told: ErrorFacts[] = [];
    for (let index = 0; index < errors.length && telling.left > 0; index++) {
      if (!telling.seen.has(errors[index])) told.push(tell(errors[index], telling));
    }
    return told;
  } catch {
    return undefined;
  }
}

function reader(error: object): (key: string) => unknown {
  return (key) => {
    try {
      return (error as Record<string, unknown>)[key];
    } catch {
      return undefined;
    }
  };
}

function present<Key extends string, Value>(
  key: Key,
  value: Value | undefined,
): { readonly [K in Key]?: Value } {
  return value === undefined ? {} : ({ [key]: value } as { [K in Key]?: Value });
}

function text(value: unknown): string | undefined {
  return typeof value === 'string' ? value.slice(0, maxCharacters) : undefined;
}

function code(value: unknown): string | number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : text(value);
}

function status(value: unknown): number | undefined {
  return Number.isInteger(value) ? (value as number) : undefined;
}

function boolean(value: unknown): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}
