import { types } from 'node:util';
import type { ErrorFacts } from '@heddle/events';
import { className } from './capture-class-name.ts';
import { cutString } from './capture-cut.ts';

const LONGEST_TEXT = 16_384;
/** Of causes and members of an AggregateError: the outermost error has the story. */
const LONGEST_INNER_TEXT = 4096;
/** Of everything told about one error, its causes and members included. */
const LONGEST_STORY = 40_000;
const MOST_CAUSES = 5;
const MOST_ERRORS = 20;

/** Socket and DNS failures after which the same request may succeed. */
const PASSING_CODES =
  /^(?:ECONN(?:RESET|REFUSED|ABORTED)|ETIMEDOUT|EPIPE|EAI_AGAIN|ENET\w+|EHOST\w+|UND_ERR_\w+)$/;

type Writable<Facts> = { -readonly [Field in keyof Facts]: Facts[Field] };

/** True for what is told as an error: an Error of any realm, or an object with its face. */
export function isErrorLike(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  return (
    types.isNativeError(value) ||
    (typeof read(value, 'message') === 'string' && typeof read(value, 'name') === 'string')
  );
}

/**
 * The facts of an error-like object. Never throws: a field that cannot be read is left out. Fields
 * of the host's own (`config`, `request`, `headers` …) are not looked at: they hold secrets.
 */
export function describeError(error: object, meter?: { size: number }): ErrorFacts {
  const walk = new ErrorWalk();
  const facts = walk.describe(error, LONGEST_TEXT);
  if (meter !== undefined) meter.size += LONGEST_STORY - walk.left;
  return facts;
}

class ErrorWalk {
  readonly #within: unknown[] = [];
  left = LONGEST_STORY;

  describe(error: object, longest: number): ErrorFacts {
    const facts: Writable<ErrorFacts> = {
      name: ownName(error) ?? nameOf(error),
      message: this.#spend(read(error, 'message'), longest) ?? '[unreadable]',
    };
    const stack = this.#spend(read(error, 'stack'), longest);
    if (stack !== undefined) facts.stack = stack;
    addProtocol(facts, error);
    this.#within.push(error);
    const cause = read(error, 'cause');
    if (cause !== undefined && this.#within.length <= MOST_CAUSES) facts.cause = this.#inner(cause);
    const errors = read(error, 'errors');
    if (Array.isArray(errors) && !types.isProxy(errors)) facts.errors = this.#members(errors);
    this.#within.pop();
    return facts;
  }

  #members(errors: readonly unknown[]): ErrorFacts[] {
    const members: ErrorFacts[] = [];
    while (members.length < errors.length && members.length < MOST_ERRORS && this.left > 0) {
      members.push(this.#inner(errors[members.length]));
    }
    const more = errors.length - members.length;
    if (more > 0) members.push({ name: 'Error', message: `[truncated: ${more} more]` });
    return members;
  }

  #inner(inner: unknown): ErrorFacts {
    if (this.#within.includes(inner))
      return { name: nameOf(inner as object), message: '[circular]' };
    if (isErrorLike(inner)) return this.describe(inner, LONGEST_INNER_TEXT);
    const message = this.#spend(inner, LONGEST_INNER_TEXT) ?? `[${typeof inner}]`;
    return { name: typeof inner, message };
  }

  #spend(value: unknown, longest: number): string | undefined {
    const kept = text(value, Math.min(longest, this.left));
    this.left -= kept?.length ?? 0;
    return kept;
  }
}

/** What the error says about the protocol it came over, in the spellings that clients use. */
function addProtocol(facts: Writable<ErrorFacts>, error: object): void {
  const code = read(error, 'code');
  if (typeof code === 'string' && code !== '') facts.code = code.slice(0, 200);
  else if (Number.isFinite(code)) facts.code = code as number;
  const status = read(error, 'status', 'statusCode');
  if (Number.isInteger(status)) facts.status = status as number;
  const requestId = text(read(error, 'requestId', 'requestID', 'request_id'), 200);
  if (requestId) facts.requestId = requestId;
  const retryable = read(error, 'isRetryable', 'retryable') ?? guessRetryable(facts);
  if (typeof retryable === 'boolean') facts.retryable = retryable;
}

/** RFC 9110 section 15 and RFC 6585: too early, too many, timed out, or the server's own fault. */
function guessRetryable({ status = 0, code }: ErrorFacts): boolean | undefined {
  if (status >= 400) return status >= 500 ? status !== 501 : [408, 409, 425, 429].includes(status);
  return PASSING_CODES.test(String(code)) ? true : undefined;
}

/** A class that never set `name` inherits "Error": then the class itself says more. */
function ownName(error: object): string | undefined {
  const name = text(read(error, 'name'), 200);
  return name === '' || name === 'Error' ? undefined : name;
}

function nameOf(error: object): string {
  const name = className(error);
  return name === 'Object' ? 'Error' : name;
}

/** The first of some fields of a host's object that is there, whatever their getters do. */
function read(object: object, ...fields: string[]): unknown {
  for (const field of fields) {
    try {
      const value = (object as Record<string, unknown>)[field];
      if (value !== undefined) return value;
    } catch {
      // A field that cannot be read is not there.
    }
  }
  return undefined;
}

function text(value: unknown, longest: number): string | undefined {
  if (typeof value !== 'string') return undefined;
  return value.length > longest ? cutString(value, Math.max(0, longest)) : value;
}
