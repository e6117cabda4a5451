import type { AgentEvent } from '@heddle/events';

/** Fields whose values differ from run to run, and what stands in their place in a snapshot. */
const IDS: Readonly<Record<string, string>> = {
  eventId: 'event',
  parentEventId: 'event',
  causedByEventId: 'event',
  runId: 'run',
  parentRunId: 'run',
  sourceRunId: 'run',
  targetRunId: 'run',
  sessionId: 'session',
  traceId: 'trace',
  spanId: 'span',
  parentSpanId: 'span',
  approvalId: 'approval',
  decisionId: 'decision',
  instanceId: 'instance',
};

const TIMES = new Set([
  'timestamp',
  'expiresAt',
  'durationMs',
  'waitedMs',
  'timeToFirstTokenMs',
  'outputTokensPerSecond',
  'stack',
]);

/**
 * Events fit for a snapshot: the same story gives the same text, whatever the ids and the time.
 * Equal ids stay equal: the first run is `run 1` wherever it is named.
 *
 * @example
 * expect(normalizeEvents(await events())).toMatchSnapshot();
 */
export function normalizeEvents(events: readonly AgentEvent[]): unknown[] {
  const names = new Map<string, string>();
  const counts = new Map<string, number>();
  const nameOf = (kind: string, id: string): string => {
    const known = names.get(id);
    if (known !== undefined) return known;
    const count = (counts.get(kind) ?? 0) + 1;
    counts.set(kind, count);
    const name = `${kind} ${count}`;
    names.set(id, name);
    return name;
  };
  const walk = (value: unknown, key: string): unknown => {
    if (Array.isArray(value)) return value.map((item) => walk(item, key));
    if (typeof value === 'object' && value !== null) {
      return Object.fromEntries(
        Object.entries(value)
          .filter(([name]) => !TIMES.has(name))
          .map(([name, field]) => [name, walk(field, name)]),
      );
    }
    const kind = IDS[key];
    return kind !== undefined && typeof value === 'string' ? nameOf(kind, value) : value;
  };
  return events.map((event) => walk(event, ''));
}
