import { validateEvents, type AgentEvent } from '@heddle/events';
import { expect } from 'vitest';

/** Every event is what the catalog says; what is wrong is in the failure. */
export function expectValid(events: readonly AgentEvent[]): void {
  const problems = validateEvents(events).previews.flatMap((preview) =>
    preview.problems.map(({ message }) => message),
  );
  expect(problems).toEqual([]);
}
