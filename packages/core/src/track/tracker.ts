import type { ErrorFacts, Json, JsonObject } from '@heddle/events';
import type { Scope } from '../context/scope.ts';
import { openRun } from '../context/shared-state.ts';
import { ConfigError } from '../errors.ts';
import type { Instrument } from '../instrument.ts';
import { activeScope } from '../scopes/begin.ts';

/** What every `track*` call may say about where it belongs; the active scope when absent. */
export interface TrackContext {
  readonly runId?: string;
  readonly sessionId?: string;
  readonly metadata?: JsonObject;
}

/** The context and the type's own fields in one. */
export type TrackedFields = TrackContext & { readonly [field: string]: unknown };

/**
 * Records what is not a function call. Everything it is given is copied at once; nothing it is
 * given can make it throw, except a type that belongs to the catalog (`track`).
 */
export class Tracker {
  readonly #instrument: Instrument;

  readonly #enabled: boolean;

  constructor(instrument: Instrument, enabled: boolean) {
    this.#instrument = instrument;
    this.#enabled = enabled;
  }

  /** One event of the catalog, with its own fields. */
  say(type: string, given: TrackedFields): void {
    const instrument = this.#instrument;
    if (!this.#enabled) return;
    instrument.guard(() => {
      const { runId, sessionId, ...rest } = given;
      const fields = (instrument.capture(rest, 'full') ?? {}) as JsonObject;
      const scope = scopeOf(instrument, runId);
      instrument.emit(type, scope, {
        ...fields,
        ...(runId !== undefined && scope?.run?.id !== runId && { runId }),
        ...(sessionId !== undefined && scope?.session?.id !== sessionId && { sessionId }),
      });
    });
  }

  /**
   * An event of a type of your own.
   *
   * @throws ConfigError for a type that begins with `agent.`: those are the catalog's.
   */
  custom(type: string, payload: object): void {
    if (typeof type !== 'string' || type === '' || type.startsWith('agent.')) {
      throw new ConfigError(
        'track.type',
        `expected a type of your own such as "support.ticket.opened", found ${JSON.stringify(type)}; ` +
          'types that begin with "agent." have a track* method each.',
      );
    }
    this.say(type, { payload });
  }

  error(given: TrackContext & { readonly error: unknown; readonly handled?: boolean }): void {
    const instrument = this.#instrument;
    if (!this.#enabled) return;
    const facts: ErrorFacts = instrument.errorFacts(given.error);
    const fields: Record<string, Json> = { handled: given.handled ?? true };
    if (given.metadata !== undefined) {
      fields['metadata'] = instrument.capture(given.metadata, 'full') as Json;
    }
    const scope = scopeOf(instrument, given.runId);
    if (given.runId !== undefined && scope?.run?.id !== given.runId) fields['runId'] = given.runId;
    if (given.sessionId !== undefined && scope?.session === undefined) {
      fields['sessionId'] = given.sessionId;
    }
    instrument.guard(() => instrument.reportError(given.error, facts, scope, fields));
  }
}

/** The scope an event belongs to: the named run's when it is open in this process. */
function scopeOf(instrument: Instrument, runId: string | undefined): Scope | undefined {
  const active = activeScope(instrument);
  if (runId === undefined || active?.run?.id === runId) return active;
  return openRun(runId);
}
