import '@heddle/testing/vitest';
import type { AgentEvent } from '@heddle/events';
import { describe, expect, it } from 'vitest';
import { majors } from './majors.ts';
import { playBare, playWrapped } from './play.ts';
import type { Ending } from './row.ts';
import { mergeResults, readResults, writeResults } from './results.ts';
import { rows } from './rows.ts';

describe.each(majors)('openai $major', ({ major, load }) => {
  const own = rows.filter(({ since = 0 }) => since <= major);
  const held = new Set<string>();

  it.each(own)('$title', async (row) => {
    const openai = await load();
    const bare = await playBare(row, major, openai);
    const wrapped = await playWrapped(row, major, openai);
    const { events, diagnostics, ...side } = wrapped;

    expect(diagnostics).toEqual([]);
    expect(side.seen).toEqual(bare.seen);
    expect(side.wire).toEqual(bare.wire);
    expect(side.unhandled).toBe(bare.unhandled);
    row.sees?.(side.seen as never);

    const endings = endingsInOrder(events);
    const expected = typeof row.endings === 'function' ? row.endings(major) : row.endings;
    expect(endings.map(outcomeOf)).toEqual(expected ?? ['completed']);
    expect(events).toHaveFinishedEverything();
    expect(events).toHaveGapFreeSequences();
    expect(events).toBeValidEvents();
    row.tells?.(endings, events);
    held.add(row.title);
  });

  // The guide's table is what this run shows. HEDDLE_WRITE_RESULTS=1 writes it down.
  it('shows what results.json says', () => {
    const shown = mergeResults(readResults(), rows, major, held);
    if (process.env['HEDDLE_WRITE_RESULTS'] === '1') writeResults(shown);
    expect(shown).toEqual(readResults());
  });
});

/** The ending of every model call, in the order in which the calls began. */
function endingsInOrder(events: readonly AgentEvent[]): AgentEvent[] {
  return events
    .filter(({ type }) => type === 'agent.llm.called')
    .flatMap((call) => events.filter(({ parentEventId }) => parentEventId === call.eventId));
}

function outcomeOf(ending: AgentEvent): Ending {
  return (ending as { outcome?: Ending }).outcome as Ending;
}
