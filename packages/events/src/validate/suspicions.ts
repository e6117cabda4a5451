import { catalog } from '../catalog/catalog.ts';
import { families } from '../catalog/families.ts';
import { eventTypes, isAgentEventType } from '../event-types.ts';
import { nearest } from './nearest.ts';

const day = 24 * 60 * 60 * 1000;
/** Without a clock only the impossible is noticed, such as microseconds taken for milliseconds. */
const farFuture = Date.UTC(2100, 0, 1);

/** The fields that suspicions are about, whatever they hold. */
export type SuspectFields = Record<'type' | 'runId' | 'timestamp', unknown>;

/** What is not wrong, but probably not meant. */
export function suspicions(
  { type, runId, timestamp }: SuspectFields,
  now: number | undefined,
): string[] {
  return [aboutType(type), aboutRun(type, runId), aboutTime(timestamp, now)].filter(
    (warning) => warning !== undefined,
  );
}

function aboutType(type: unknown): string | undefined {
  if (typeof type !== 'string' || isAgentEventType(type)) return undefined;
  if (isAgentEventType(`agent.${type}`))
    return `${type} is a custom type: did you mean agent.${type}?`;
  if (!type.startsWith('agent.')) return undefined;
  const near = nearest(type, eventTypes);
  const known = near === undefined ? '' : `: did you mean ${near}?`;
  return `${type.slice(0, 100)} is not in the catalog${known}`;
}

function aboutRun(type: unknown, runId: unknown): string | undefined {
  if (typeof type !== 'string' || !isAgentEventType(type)) return undefined;
  if (!families[catalog[type].family].inRun || typeof runId === 'string') return undefined;
  return 'runId is missing: the event cannot be shown with its run.';
}

function aboutTime(timestamp: unknown, now: number | undefined): string | undefined {
  const time = typeof timestamp === 'string' ? Date.parse(timestamp) : Number.NaN;
  const latest = now === undefined ? farFuture : now + day;
  return time > latest ? 'timestamp is in the far future.' : undefined;
}
