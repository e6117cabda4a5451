import type { EventEnvelope } from '../envelope.ts';

/** The one refund that all examples tell of: its session, its run, its people. */
const sessionId = '0190f3a4-0000-7000-8000-00000000005e';
export const runId = '0190f3a4-0000-7000-8000-0000000000a1';
export const workerRunId = '0190f3a4-0000-7000-8000-0000000000b2';

/** The envelope of the example that comes `place` events into the story. */
export function frame(
  place: number,
): Pick<
  EventEnvelope,
  'eventId' | 'timestamp' | 'agentKey' | 'schemaVersion' | 'sessionId' | 'sessionSequenceNumber'
> {
  return {
    eventId: eventIdOf(place),
    timestamp: new Date(Date.UTC(2026, 2, 14, 9, 26, 53, place * 7)).toISOString(),
    agentKey: 'support-desk',
    schemaVersion: '1.0',
    sessionId,
    sessionSequenceNumber: place,
  };
}

/** The same within the run, where the session's beginning does not count. */
export function inRun(
  place: number,
): ReturnType<typeof frame> & Pick<EventEnvelope, 'runId' | 'sequenceNumber'> {
  return { ...frame(place), runId, sequenceNumber: place - 1 };
}

export function eventIdOf(place: number): string {
  return `0190f3a4-${(0x1000 + place * 7).toString(16)}-7000-8000-${String(place).padStart(12, '0')}`;
}
