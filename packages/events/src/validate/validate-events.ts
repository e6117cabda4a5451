import { eventFields } from '../naming/event-fields.ts';
import { readField, readOwn } from '../naming/read-field.ts';
import { checkFields } from './check.ts';
import { addProblem, startFindings, type Problem } from './problem.ts';
import { suspicions } from './suspicions.ts';
import { finding } from './words.ts';

export interface ValidateOptions {
  /** Milliseconds since 1970, to notice timestamps more than a day ahead of it. */
  readonly now?: number;
}

/** What validation says about one event. */
export interface EventPreview {
  readonly eventId?: string;
  readonly type?: string;
  readonly validation_status: 'valid' | 'invalid';
  /** The same, in our spelling. */
  readonly validationStatus: 'valid' | 'invalid';
  readonly warnings: readonly string[];
  readonly problems: readonly Problem[];
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
export function validateEvents(input: unknown, options: ValidateOptions = {}): ValidationResult {
  const previews: EventPreview[] = [];
  const warnings: string[] = [];
  const look = (event: unknown, path: string): void => {
    const preview = previewOf(event, path, options.now);
    previews.push(preview);
    for (const warning of preview.warnings) warnings.push(path ? `${path}: ${warning}` : warning);
  };
  try {
    const batch = batchOf(input);
    if (!batch) look(input, '');
    else {
      const count = Math.min(batch.length, maxEvents);
      for (let index = 0; index < count; index++) look(batch[index], `events[${index}]`);
      if (count < batch.length) warnings.push(`Only the first ${maxEvents} events were looked at.`);
    }
  } catch {
    look(unreadable, '');
  }
  const accepted = previews.filter((preview) => preview.validationStatus === 'valid').length;
  return { accepted, previews, warnings };
}

const unreadable = Symbol('unreadable');

function batchOf(input: unknown): readonly unknown[] | undefined {
  if (Array.isArray(input)) return input;
  if (typeof input !== 'object' || input === null) return undefined;
  const { events } = input as { events?: unknown };
  return Array.isArray(events) ? events : undefined;
}

function previewOf(event: unknown, path: string, now: number | undefined): EventPreview {
  const findings = startFindings(path);
  let named: Pick<EventPreview, 'eventId' | 'type'> = {};
  try {
    if (typeof event !== 'object' || event === null || Array.isArray(event)) {
      const found = event === unreadable ? 'something that throws when it is read' : finding(event);
      addProblem(findings, '', 'an event', found);
    } else {
      const type = readOwn(event, 'type');
      const fields = eventFields(type);
      findings.around.push(event);
      checkFields(event, fields, '', findings);
      const { value: runId } = readField(event, { camel: 'runId', snake: 'run_id' });
      const { value: eventId } = readField(event, { camel: 'eventId', snake: 'event_id' });
      const timestamp = readOwn(event, 'timestamp');
      findings.warnings.push(...suspicions({ type, runId, timestamp }, now));
      named = { ...text('eventId', eventId), ...text('type', type) };
    }
  } catch {
    addProblem(findings, '', 'an event', 'something that throws when it is read');
  }
  const status = findings.problems.length === 0 ? 'valid' : 'invalid';
  const { problems, warnings } = findings;
  return { ...named, validation_status: status, validationStatus: status, warnings, problems };
}

function text<Key extends string>(key: Key, value: unknown): { readonly [K in Key]?: string } {
  return typeof value === 'string' ? ({ [key]: value } as { [K in Key]?: string }) : {};
}
