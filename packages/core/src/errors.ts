import type {
  ActionFacts,
  ApprovalStatus,
  Decision,
  Refusal,
  ResourceFacts,
  ToolFacts,
} from './gate/gate.ts';

/**
 * Everything Heddle throws on purpose. `instanceof` fails when two copies of this package are
 * loaded; `isInstance` recognises the errors of every copy.
 *
 * @example
 * try { await mergePullRequest(42); }
 * catch (error) { if (HeddleError.isInstance(error)) console.error(error.code); else throw error; }
 */
export class HeddleError extends Error {
  override readonly name: string = 'HeddleError';
  /** A lower_snake word that programs may branch on; the message is for people and may change. */
  readonly code: string;

  constructor(message: string, options: { readonly code: string; readonly cause?: unknown }) {
    super(message, 'cause' in options ? { cause: options.cause } : undefined);
    this.code = options.code;
    mark(this, 'HeddleError');
  }

  static isInstance(value: unknown): value is HeddleError {
    return isMarked(value, 'HeddleError');
  }
}

/**
 * A wrong option, thrown when something is created and never later. The message names the field,
 * what was found there and what to write instead.
 *
 * @example
 * // policies[0].effect: expected allow, warn, block or require_approval, found "deny".
 */
export class ConfigError extends HeddleError {
  override readonly name: string = 'ConfigError';
  /** Where the wrong value stands, as one would write it in code: `policies[0].match.tool`. */
  readonly field: string;

  constructor(field: string, problem: string) {
    super(`${field}: ${problem}`, { code: 'invalid_config' });
    this.field = field;
    mark(this, 'ConfigError');
  }

  static override isInstance(value: unknown): value is ConfigError {
    return isMarked(value, 'ConfigError');
  }
}

/**
 * A guarded action that was not run. Thrown into the host in enforce mode, and the only thing that
 * Heddle throws from a running call.
 *
 * @example
 * catch (error) {
 *   if (GuardBlockedError.isInstance(error) && error.approvalStatus === 'timeout') return askLater();
 *   throw error;
 * }
 */
export class GuardBlockedError extends HeddleError {
  override readonly name: string = 'GuardBlockedError';
  /** Why it did not run: a policy's block, a person's answer, or what kept both from being had. */
  readonly refusal: Refusal;
  readonly tool: ToolFacts | undefined;
  readonly action: ActionFacts;
  readonly resource: ResourceFacts | undefined;
  /** Absent when no decision could be made. */
  readonly decision: Decision | undefined;
  readonly approvalId: string | undefined;
  readonly approvalStatus: ApprovalStatus | undefined;

  constructor(message: string, facts: GuardBlockedFacts) {
    super(message, facts);
    this.refusal = facts.refusal;
    this.tool = facts.tool;
    this.action = facts.action;
    this.resource = facts.resource;
    this.decision = facts.decision;
    this.approvalId = facts.approvalId;
    this.approvalStatus = facts.approvalStatus;
    mark(this, 'GuardBlockedError');
  }

  static override isInstance(value: unknown): value is GuardBlockedError {
    return isMarked(value, 'GuardBlockedError');
  }
}

export interface GuardBlockedFacts {
  /** `guard_blocked`, or `guard_failed` when `guardFailureMode` is `throw`. */
  readonly code: 'guard_blocked' | 'guard_failed';
  readonly refusal: Refusal;
  readonly tool?: ToolFacts | undefined;
  readonly action: ActionFacts;
  readonly resource?: ResourceFacts | undefined;
  readonly decision?: Decision | undefined;
  readonly approvalId?: string | undefined;
  readonly approvalStatus?: ApprovalStatus | undefined;
  readonly cause?: unknown;
}

/** The message of anything that was thrown. Never throws. */
export function messageOf(thrown: unknown): string {
  try {
    return thrown instanceof Error ? String(thrown.message) : String(thrown);
  } catch {
    return 'an error that cannot be read';
  }
}

/** Brands an error of a subclass, so that its `isInstance` works across copies of this package. */
export function mark(error: HeddleError, name: string): void {
  Object.defineProperty(error, brand(name), { value: true });
}

/** True for an error branded with `name` by any copy of this package. */
export function isMarked(value: unknown, name: string): boolean {
  return typeof value === 'object' && value !== null && brand(name) in value;
}

const brand = (name: string): symbol => Symbol.for(`heddle.error.${name}`);
