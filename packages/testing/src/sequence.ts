import type { AgentEvent } from '@heddle/events';

/** What is wrong with the numbers of a set of events; empty when nothing is. */
export function sequenceProblems(events: readonly AgentEvent[]): string[] {
  const byRun = new Map<string, number[]>();
  const bySession = new Map<string, number[]>();
  for (const { runId, sequenceNumber, sessionId, sessionSequenceNumber } of events) {
    if (runId !== undefined && sequenceNumber !== undefined) push(byRun, runId, sequenceNumber);
    if (sessionId !== undefined && sessionSequenceNumber !== undefined) {
      push(bySession, sessionId, sessionSequenceNumber);
    }
  }
  return [
    ...[...byRun].flatMap(([runId, numbers]) => runProblems(runId, numbers)),
    ...[...bySession].flatMap(([sessionId, numbers]) => sessionProblems(sessionId, numbers)),
  ];
}

function push(groups: Map<string, number[]>, key: string, number: number): void {
  const group = groups.get(key);
  if (group === undefined) groups.set(key, [number]);
  else group.push(number);
}

/** In a run: 1, 2, 3 … without gaps. */
function runProblems(runId: string, numbers: readonly number[]): string[] {
  const sorted = [...numbers].sort((a, b) => a - b);
  return sorted.flatMap((number, index) => {
    const expected = index === 0 ? 1 : (sorted[index - 1] as number) + 1;
    return number === expected ? [] : [`run ${runId}: expected ${expected}, found ${number}`];
  });
}

/** In a session: each number once. */
function sessionProblems(sessionId: string, numbers: readonly number[]): string[] {
  const seen = new Set<number>();
  return numbers.flatMap((number) => {
    if (!seen.has(number)) {
      seen.add(number);
      return [];
    }
    return [`session ${sessionId}: ${number} was given twice`];
  });
}
