import type { AnyEvent, Json, JsonObject } from '@heddle/events';
import type { Timers } from '../buffer/runtime.ts';
import { createCapture } from '../event/capture.ts';
import type { EncodedEvent } from '../transport/transport.ts';
import { fit } from './limit.ts';
import type { Redactor } from './redact.ts';

/** Why the pipeline gave an event up. The whole list of reasons is delivery's. */
export type PipelineDropReason = 'hook' | 'too_large' | 'serialise_error';

/** An event that goes no further. It must be counted. */
export interface Dropped {
  readonly dropped: PipelineDropReason;
}

/**
 * Adds to every event before it is redacted. What it returns is merged into the event; the fields
 * that identify an event cannot be changed. `null` drops the event, counted as `hook`. One that
 * throws adds nothing.
 *
 * @example
 * const enrich: EnrichHook = () => ({ metadata: { region: process.env.REGION } });
 */
export type EnrichHook = (
  event: Readonly<JsonObject>,
) => Readonly<Record<string, unknown>> | undefined | null;

export interface PipelineOptions {
  readonly redactor: Redactor;
  readonly limits?: {
    /** Most UTF-8 bytes of one event as JSON. 262,144. */
    readonly eventBytes?: number;
  };
  readonly enrich?: EnrichHook;
  /** Told when something was dropped, so that nothing is lost without a reason. */
  readonly count?: (reason: PipelineDropReason) => void;
  /** Told when a hook of the host's failed. */
  readonly onHookError?: (error: unknown) => void;
  /** For the budget of an async hook. */
  readonly timers?: Timers;
}

/** The last room an event passes before it is buffered. */
export interface Pipeline {
  /** Enriched, clean, within bounds, serialised once. Never throws. */
  process(event: AnyEvent): EncodedEvent | Dropped;
  /** The same with the async hook of the redactor; not in the caller's time. Never rejects. */
  processAsync(event: AnyEvent): Promise<EncodedEvent | Dropped>;
  /** True when `processAsync` must be used: the redactor has an async hook. */
  readonly isAsync: boolean;
}

/** Narrows what the pipeline gave back. */
export function isDropped(result: EncodedEvent | Dropped): result is Dropped {
  return 'dropped' in result;
}

/** The fields that identify an event. They come from us, hold no payload and are left alone. */
const IDENTITY =
  fields(`type eventId timestamp schemaVersion agentKey agentId agentVersionId instanceId
  runId sessionId parentRunId traceId spanId parentSpanId parentEventId causedByEventId
  sequenceNumber sessionSequenceNumber stepIndex durationMs`);

/** Facts in a shape of ours: cleaned by the rules, never handed to a hook. */
const FACTS =
  fields(`environment stepKey stepName outcome run session step tool action resource model
  mcp handoff decision approval usage totals childTotals drops`);

/** Never cut for their size: what is not payload. */
const ENVELOPE = new Set([...IDENTITY, ...fields('environment stepKey stepName outcome')]);

const isEnvelope = (field: string): boolean => ENVELOPE.has(field);

/**
 * Composes enrich → redact → limit → encode into one pass.
 *
 * The order is the point: what a hook adds is redacted too; nothing is cut before it is clean, so
 * no secret is cut in half; and what leaves has been serialised exactly once.
 */
export function createPipeline(options: PipelineOptions): Pipeline {
  const { enrich, limits, redactor, timers } = options;
  const capture = createCapture();

  const drop = (reason: PipelineDropReason): Dropped => {
    guarded(() => options.count?.(reason));
    return { dropped: reason };
  };

  const enriched = (event: JsonObject): JsonObject | undefined => {
    if (enrich === undefined) return event;
    try {
      const more = enrich(event);
      if (more === null) return undefined;
      const added = Object.entries(capture(more ?? {}) as JsonObject);
      return { ...event, ...Object.fromEntries(added.filter(([field]) => !IDENTITY.has(field))) };
    } catch (error) {
      guarded(() => options.onHookError?.(error));
      return event;
    }
  };

  const encode = (event: JsonObject): EncodedEvent | Dropped => {
    try {
      const fitted = fit(event, isEnvelope, limits?.eventBytes);
      return fitted === undefined ? drop('too_large') : (fitted as unknown as EncodedEvent);
    } catch {
      return drop('serialise_error');
    }
  };

  /** Cleans field after field. Hooks see payload only, and may finish later. */
  const clean = (event: AnyEvent, redact: Redact): Cleaning | undefined => {
    const whole = enriched(event as unknown as JsonObject);
    if (whole === undefined) return undefined;
    const copy = { ...whole };
    const pending: Promise<void>[] = [];
    for (const field in whole) {
      const value = whole[field];
      if (value === undefined || IDENTITY.has(field)) continue;
      const next = FACTS.has(field) ? redactor.redactByRules(value, field) : redact(value, field);
      if (next instanceof Promise) {
        pending.push(next.then((late) => void (copy[field] = inShape(value, late))));
      } else if (next !== value) copy[field] = inShape(value, next);
    }
    return { event: copy, pending };
  };

  return {
    isAsync: redactor.isAsync,
    process(event) {
      const cleaning = clean(event, redactor.redact);
      return cleaning === undefined ? drop('hook') : encode(cleaning.event);
    },
    async processAsync(event) {
      const cleaning = clean(event, (value, field) => redactor.redactAsync(value, field, timers));
      if (cleaning === undefined) return drop('hook');
      await Promise.all(cleaning.pending);
      return encode(cleaning.event);
    },
  };
}

type Redact = (value: Json, field: string) => Json | Promise<Json>;

interface Cleaning {
  readonly event: JsonObject;
  readonly pending: readonly Promise<void>[];
}

/** A field that was hidden whole keeps its kind, or the event would be refused for it later. */
function inShape(value: Json, next: Json): Json {
  if (typeof next !== 'string' || typeof value !== 'object' || value === null) return next;
  if (Array.isArray(value)) return [];
  return 'message' in value ? { name: next, message: next } : { redacted: next };
}

function fields(names: string): ReadonlySet<string> {
  return new Set(names.split(/\s+/));
}

function guarded(work: () => void): void {
  try {
    work();
  } catch {
    // A counter that fails must not cost the event.
  }
}
