import { previewEvent, type EventPreview } from './preview-event.ts';

export interface ValidateOptions {
  /** Milliseconds since 1970, to notice timestamps more than a day ahead of it. */
  readonly now?: number;
}

export interface ValidationResult {
  /** How many events are valid. */
  readonly accepted: number;
  /** One per event, in their order. */
  readonly previews: readonly EventPreview[];
  /** All warnings, each with the event it is about. */
  readonly warnings: readonly string[];
}

/** More events than any batch has. A list can claim any length. */
const maxEvents = 100_000;

/**
 * Says of each event whether the catalog knows it so: which field is wrong, what was expected and
 * what was found. Takes an event, a list of them or `{ events: [...] }`, in camelCase or
 * snake_case. Unknown fields and custom types are welcome. Never throws, whatever it is given.
 *
 * @example
 * const { accepted, previews } = validateEvents({ type: 'agent.outcome.recorded', value: '3' });
 * previews[0].problems.map((problem) => problem.message);
 * // [..., 'value: expected a number, found a string. Send the number, not its text.']
 */
export function validateEvents(input: unknown, options?: ValidateOptions): ValidationResult {
  const previews: EventPreview[] = [];
  const warnings: string[] = [];
  const look = (read: () => unknown, path: string): void => {
    const preview = previewEvent(read, path, options?.now);
    previews.push(preview);
    for (const warning of preview.warnings) warnings.push(path ? `${path}: ${warning}` : warning);
  };
  const batch = tryGetBatch(input);
  if (batch) {
    const count = Math.min(batch.length, maxEvents);
    for (let index = 0; index < count; index++) look(() => batch.at(index), `events[${index}]`);
    if (count < batch.length) warnings.push(`Only the first ${maxEvents} events were looked at.`);
  } else {
    look(() => input, '');
  }
  const accepted = previews.filter((preview) => preview.validationStatus === 'valid').length;
  return { accepted, previews, warnings };
}

/** What can be asked for one event after the other. */
interface EventBatch {
  readonly length: number;
  at(index: number): unknown;
}

/** The list in what was given, if there is one: a list, or an object around it that is no event. */
function tryGetBatch(input: unknown): EventBatch | undefined {
  try {
    const list = Array.isArray(input) ? input : listAround(input);
    return list && { length: list.length, at: (index) => list[index] };
  } catch {
    return undefined;
  }
}

function listAround(input: unknown): readonly unknown[] | undefined {
  if (typeof input !== 'object' || input === null) return undefined;
  const { events, type } = input as { events?: unknown; type?: unknown };
  return Array.isArray(events) && typeof type !== 'string' ? events : undefined;
}
