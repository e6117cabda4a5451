import { eventFields } from '../naming/event-fields.ts';
import { readField, readOwn } from '../naming/read-field.ts';
import { checkFields } from './check.ts';
import { addProblem, startFindings, type Findings, type Problem } from './problem.ts';
import { suspicions } from './suspicions.ts';
import { finding } from './words.ts';

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

type Names = Pick<EventPreview, 'eventId' | 'type'>;

/** Looks at the event that `read` gives. `root` is where it is in what was given. */
export function previewEvent(
  read: () => unknown,
  root: string,
  now: number | undefined,
): EventPreview {
  const findings = startFindings(root);
  let names: Names = {};
  try {
    const event = read();
    if (typeof event === 'object' && event !== null && !Array.isArray(event)) {
      names = lookAt(event, findings, now);
    } else {
      addProblem(findings, '', 'an event', finding(event));
    }
  } catch {
    addProblem(findings, '', 'an event', 'something that throws when it is read');
  }
  const { problems, warnings } = findings;
  const status = problems.length === 0 ? 'valid' : 'invalid';
  return { ...names, validation_status: status, validationStatus: status, warnings, problems };
}

function lookAt(event: object, findings: Findings, now: number | undefined): Names {
  const type = readOwn(event, 'type');
  findings.around.push(event);
  checkFields(event, eventFields(type), '', findings);
  const { value: runId } = readField(event, { camel: 'runId', snake: 'run_id' });
  const { value: eventId } = readField(event, { camel: 'eventId', snake: 'event_id' });
  const timestamp = readOwn(event, 'timestamp');
  findings.warnings.push(...suspicions({ type, runId, timestamp }, now));
  return {
    ...(typeof eventId === 'string' ? { eventId } : {}),
    ...(typeof type === 'string' ? { type } : {}),
  };
}
