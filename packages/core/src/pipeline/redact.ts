import type { Json } from '@heddle/events';
import { systemTimers, type Timers } from '../buffer/runtime.ts';
import { createCapture, type Capture } from '../event/capture.ts';
import { createKeyRules } from './redact-keys.ts';
import { createMark, REDACTION_FAILED } from './redact-mark.ts';
import { compilePaths } from './redact-paths.ts';
import type { TextPattern } from './redact-pattern.ts';
import { createTextCleaner } from './redact-strings.ts';
import { createWalk } from './redact-walk.ts';

/**
 * Called with a value after every rule has been applied to it, and the field of the event that it
 * is (`input`, `output`, `error` …). What it returns takes its place. It must return JSON.
 */
export type RedactHook = (value: Json, field: string) => Json;

/** Options of redaction. Without any, names, headers, known formats, the environment and cards. */
export interface RedactOptions {
  /** Further names to hide: `customer email` hits `customerEmail` and `billing_customer_email`. */
  readonly keys?: readonly string[];
  /** Names never hidden for their name. */
  readonly allowKeys?: readonly string[];
  /** Places to hide: `input.messages[*].content`, `metadata.customer`. */
  readonly paths?: readonly string[];
  /** Places left as they are, by every rule. */
  readonly allowPaths?: readonly string[];
  /** Further patterns to hide in text: your own, or `emailAddresses`, `phoneNumbers` … */
  readonly patterns?: readonly TextPattern[];
  /** Payment card numbers in text. `true`. */
  readonly cards?: boolean;
  /** The environment whose secret values are hidden wherever they appear; `false` for none. */
  readonly environment?: Readonly<Record<string, string | undefined>> | false;
  /** Also looks into base64 inside text. Costs several times the rest. Off. */
  readonly decodeBase64?: boolean;
  /** Keys the fingerprints in marks, so that those of several processes compare. Random. */
  readonly fingerprintKey?: string | Uint8Array;
  readonly hook?: RedactHook;
  /** A hook that needs time. Awaited off the call's path, 50 ms at most; then the value is hidden. */
  readonly asyncHook?: (value: Json, field: string) => Promise<Json>;
  /** Told which rule hid something. Never what. */
  readonly onHit?: (rule: string) => void;
}

export interface Redactor {
  /**
   * Cleans a value. Copy on write: what holds no secret comes back as it is, and nothing is ever
   * changed in place. Never throws: what cannot be cleaned becomes `[redacted:error]`, whole.
   *
   * @param field the field of the event that the value is, for paths and hooks. None: a whole event.
   */
  redact(value: Json, field?: string): Json;
  /** The same, and then the async hook, within its budget. */
  redactAsync(value: Json, field?: string, timers?: Timers): Promise<Json>;
  /** The rules alone, without any hook: for facts that a hook has no business with. */
  redactByRules(value: Json, field?: string): Json;
  /** Cleans one string, by the rules for text alone. */
  redactText(text: string): string;
  /** True when there is an async hook: `redact` alone then hides everything it is given. */
  readonly isAsync: boolean;
}

const HOOK_BUDGET_MS = 50;

/**
 * Makes a redactor; everything is compiled here, once.
 *
 * @throws TypeError for a path or pattern that cannot be read.
 * @example
 * const { redact } = createRedactor({ paths: ['input.customer'], patterns: [emailAddresses] });
 * redact({ apiKey: 'abc', max_tokens: 5 }); // { apiKey: '[redacted:api-key:9c1f…]', max_tokens: 5 }
 */
export function createRedactor(options: RedactOptions = {}): Redactor {
  const keys = createKeyRules(options.keys, options.allowKeys);
  const mark = createMark(options.fingerprintKey, options.onHit);
  const redactText = createTextCleaner(options, keys, mark);
  const walk = createWalk({
    keys,
    mark,
    cleanText: redactText,
    paths: compilePaths(options.paths, options.allowPaths),
  });
  const capture = createCapture();

  const { asyncHook, hook } = options;
  const byRulesAndHook = (value: Json, field: string): Json => {
    const clean = walk(value, field);
    return hook === undefined ? clean : asJson(hook(clean, field), clean, capture);
  };
  return {
    isAsync: asyncHook !== undefined,
    redactText,
    redact: (value, field = '') =>
      asyncHook === undefined ? failClosed(() => byRulesAndHook(value, field)) : REDACTION_FAILED,
    redactByRules: (value, field = '') => failClosed(() => walk(value, field)),
    async redactAsync(value, field = '', timers = systemTimers) {
      try {
        const clean = byRulesAndHook(value, field);
        if (asyncHook === undefined) return clean;
        const answer = await withinBudget(asyncHook(clean, field), timers);
        return asJson(answer, clean, capture);
      } catch {
        return REDACTION_FAILED;
      }
    },
  };
}

function failClosed(work: () => Json): Json {
  try {
    return work();
  } catch {
    return REDACTION_FAILED;
  }
}

/** What a hook returned, when it is JSON; otherwise nobody knows what it meant to hide. */
function asJson(answer: unknown, given: Json, capture: Capture): Json {
  if (answer === given) return given;
  if (answer instanceof Promise) answer.catch(() => {});
  return isJson(answer) ? (JSON.parse(JSON.stringify(capture(answer))) as Json) : REDACTION_FAILED;
}

function isJson(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) {
    return value === null || /^(?:string|number|boolean)$/.test(typeof value);
  }
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}

function withinBudget<Value>(work: Promise<Value>, timers: Timers): Promise<Value> {
  return new Promise((resolve, reject) => {
    const cancel = timers.after(HOOK_BUDGET_MS, () => reject(new Error('too slow')));
    Promise.resolve(work).then(resolve, reject).finally(cancel);
  });
}
