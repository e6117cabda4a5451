import type { AnyEvent } from '@heddle/events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { RunSummary } from '../../src/api-types.ts';
import { BadCursorError } from '../../src/store/store-errors.ts';
import type { EventStore } from '../../src/store/store.ts';
import { incoming, noon, noTotals, stamp, story } from '../support/events.ts';
import { seeded } from '../support/random.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';

const day = 86_400_000;

/**
 * What every store must do. Each test has a project of its own in one shared store, which is
 * also the proof that projects do not see each other.
 */
export function storeContract(name: string, open: () => Promise<EventStore>): void {
  describe(`${name}`, () => {
    let store: EventStore;
    let lastProject = 0;

    beforeAll(async () => {
      store = await open();
    });
    afterAll(() => store.close());

    async function newProject(): Promise<number> {
      lastProject += 1;
      await store.projects.create(`test-${lastProject}`, 'Test', noon);
      const project = await store.projects.tryGetNumber(`test-${lastProject}`);
      if (project === undefined) throw new Error('The project is not there.');
      return project;
    }

    async function keep(project: number, events: readonly AnyEvent[], at = noon): Promise<void> {
      await store.append(project, incoming(events), at);
    }

    describe('keeping events', () => {
      it('answers one status per event, in order', async () => {
        const project = await newProject();
        const [one, two, three] = story() as [AnyEvent, AnyEvent, AnyEvent];
        expect(await store.append(project, incoming([one, two]), noon)).toEqual([
          'stored',
          'stored',
        ]);
        expect(await store.append(project, incoming([two, three, three]), noon)).toEqual([
          'duplicate',
          'stored',
          'duplicate',
        ]);
      });

      it('changes nothing when the same batch comes again', async () => {
        const project = await newProject();
        const events = story();
        await keep(project, events);
        const before = await store.tryGetRun(project, runIdOf(events));
        await keep(project, events, noon + 1_000);
        expect(await store.tryGetRun(project, runIdOf(events))).toEqual(before);
      });

      it('keeps the first event of an id and sets another one with that id aside', async () => {
        const project = await newProject();
        const [event] = story() as [AnyEvent];
        const other = { ...event, agentKey: 'impostor' };
        await keep(project, [event]);
        expect(await store.append(project, incoming([other]), noon)).toEqual(['conflict']);
        const { items } = await store.runEvents(project, runIdOf([event]), { limit: 10 });
        expect(items.map(({ json }) => JSON.parse(json) as unknown)).toEqual([event]);
        const refused = await store.listQuarantine(project, { limit: 10 });
        expect(refused.items).toMatchObject([{ reason: 'conflict', eventId: event.eventId }]);
        expect(JSON.parse(refused.items[0]?.body ?? '')).toEqual(other);
      });

      it('takes an id for the same whatever its case, and the same event in another key order for the same', async () => {
        const project = await newProject();
        const [event] = story() as [AnyEvent];
        await keep(project, [event]);
        const reordered = Object.fromEntries(
          Object.entries(event).reverse(),
        ) as unknown as AnyEvent;
        const upper = { ...event, eventId: event.eventId.toUpperCase() };
        expect(await store.append(project, incoming([reordered]), noon)).toEqual(['duplicate']);
        expect(await store.append(project, incoming([upper]), noon)).toEqual(['conflict']);
      });

      it('keeps the same ids in two projects apart', async () => {
        const [left, right] = [await newProject(), await newProject()];
        const events = story();
        await keep(left, events);
        expect(await store.append(right, incoming(events), noon)).toEqual(
          events.map(() => 'stored'),
        );
        await store.eraseRun(left, runIdOf(events));
        expect(await store.tryGetRun(right, runIdOf(events))).toMatchObject({
          events: events.length,
        });
        expect(await store.tryGetRun(left, runIdOf(events))).toBeUndefined();
      });

      it('survives four writers racing with overlapping, shuffled batches', async () => {
        const project = await newProject();
        const random = seeded(7);
        const stories = [1, 2, 3, 4].map((seed) => story({ seed: 100 + seed, rounds: 6 }));
        const all = stories.flat();
        const batches = [0, 1, 2, 3].flatMap(() => chunk(random.shuffle(all), 9));
        const statuses = await Promise.all(
          random.shuffle(batches).map((batch) => store.append(project, incoming(batch), noon)),
        );
        expect(statuses.flat().filter((status) => status === 'stored')).toHaveLength(all.length);
        expect(statuses.flat().filter((status) => status === 'conflict')).toHaveLength(0);
        const runs = await store.listRuns(project, { limit: 10 });
        expect(runs.items.map(({ events }) => events)).toEqual(stories.map((own) => own.length));
        expect(runs.items.every(({ delivery }) => delivery.missing === 0)).toBe(true);
      });

      it('keeps text that other systems stumble over, byte for byte', async () => {
        const project = await newProject();
        const [event] = story() as [AnyEvent];
        const hostile = {
          ...event,
          agentKey: 'a\u0000b',
          metadata: {
            nul: '\u0000',
            surrogate: '\ud800',
            emoji: '🧵',
            quotes: `'"\\`,
            big: Number.MAX_SAFE_INTEGER,
            long: 'x'.repeat(1_000_000),
            __proto__: null,
          },
        } as AnyEvent;
        await keep(project, [hostile]);
        const { items } = await store.runEvents(project, runIdOf([event]), { limit: 1 });
        expect(items[0]?.json).toBe(JSON.stringify(hostile));
        expect(await store.listRuns(project, { limit: 1, agent: 'a\u2400b' })).toMatchObject({
          items: [{ agentKey: 'a\u2400b' }],
        });
      });
    });

    describe('a run', () => {
      it('is summed up from its events', async () => {
        const project = await newProject();
        const events = story({ runId: 'run_sum', environment: 'production', sessionId: 'ses_1' });
        await keep(project, events);
        const run = await store.tryGetRun(project, 'run_sum');
        const tokens = events.flatMap((event) =>
          event.type === 'agent.llm.completed' && 'usage' in event ? [event.usage] : [],
        );
        expect(run).toMatchObject({
          runId: 'run_sum',
          sessionId: 'ses_1',
          agentKey: 'support',
          environment: 'production',
          name: 'answer',
          status: 'completed',
          startedAt: new Date(noon).toISOString(),
          durationMs: 4_000,
          events: events.length,
          models: ['gpt-5-mini'],
          tools: ['search'],
          input: 'Where is my order?',
          output: 'On its way.',
          delivery: { lastSequenceNumber: events.length, missing: 0, repeated: 0, late: 0 },
        });
        expect(run?.totals.modelCalls).toBe(2);
        expect(run?.totals.toolCalls).toBe(2);
        expect(run?.totals.inputTokens).toBe(
          tokens.reduce((sum, usage) => sum + (usage as { inputTokens: number }).inputTokens, 0),
        );
        expect(run?.totals.costUsd).toBeGreaterThan(0);
      });

      it('that failed says why and counts what failed', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'run_bad', fails: true, rounds: 3 }));
        const run = await store.tryGetRun(project, 'run_bad');
        expect(run).toMatchObject({
          status: 'failed',
          errorMessage: 'Gave up.',
          error: { name: 'Error', message: 'Gave up.' },
          totals: { errors: 3 },
        });
      });

      it('is the same whatever order its events come in, but for what came late', async () => {
        const inOrder = await newProject();
        const shuffled = await newProject();
        const events = story({ runId: 'run_order', rounds: 5 });
        await keep(inOrder, events);
        for (const event of seeded(3).shuffle(events)) await keep(shuffled, [event]);
        const left = await store.tryGetRun(inOrder, 'run_order');
        const right = await store.tryGetRun(shuffled, 'run_order');
        expect(withoutLate(right)).toEqual(withoutLate(left));
        expect(right?.delivery.late).toBeGreaterThan(0);
      });

      it('shows the numbers that never arrived as gaps, until they do', async () => {
        const project = await newProject();
        const events = story({ runId: 'run_gap', rounds: 2 });
        await keep(
          project,
          events.filter((_event, index) => ![0, 3, 4].includes(index)),
        );
        expect(await store.tryGetRun(project, 'run_gap')).toMatchObject({
          gaps: [
            { from: 1, to: 1 },
            { from: 4, to: 5 },
          ],
          delivery: { missing: 3, late: 0 },
        });
        expect((await store.delivery(project)).gaps).toMatchObject({
          runs: 1,
          missingEvents: 3,
          worst: [{ runId: 'run_gap', missing: 3 }],
        });
        await keep(project, events);
        expect(await store.tryGetRun(project, 'run_gap')).toMatchObject({
          gaps: [],
          delivery: { missing: 0, late: 3 },
        });
        const { items } = await store.runEvents(project, 'run_gap', { limit: 50 });
        expect(items.filter(({ late }) => late)).toHaveLength(3);
        expect((await store.delivery(project)).late).toBe(3);
      });

      it('counts two events with one number as repeated, and keeps both', async () => {
        const project = await newProject();
        const events = story({ runId: 'run_two', seed: 1 });
        const again = story({ runId: 'run_two', seed: 2 });
        await keep(project, [...events, ...again]);
        expect(await store.tryGetRun(project, 'run_two')).toMatchObject({
          events: events.length * 2,
          delivery: { repeated: events.length, missing: 0 },
        });
      });

      it('does not go back to running when its beginning comes after its ending', async () => {
        const project = await newProject();
        const events = story({ runId: 'run_back' });
        await keep(project, events.slice(-1));
        await keep(project, events.slice(0, 1));
        expect(await store.tryGetRun(project, 'run_back')).toMatchObject({
          status: 'completed',
          input: 'Where is my order?',
        });
      });

      it('knows its children', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'run_parent' }));
        await keep(project, story({ runId: 'run_child', parentRunId: 'run_parent', seed: 2 }));
        const run = await store.tryGetRun(project, 'run_parent');
        expect(run?.children.map(({ runId }) => runId)).toEqual(['run_child']);
      });

      it('gives its events in the order of their numbers, page by page', async () => {
        const project = await newProject();
        const events = story({ runId: 'run_pages', rounds: 10 });
        for (const batch of chunk(seeded(5).shuffle(events), 7)) await keep(project, batch);
        const seen: unknown[] = [];
        let cursor: string | undefined;
        do {
          const page = await store.runEvents(project, 'run_pages', {
            limit: 7,
            ...(cursor === undefined ? {} : { cursor }),
          });
          seen.push(...page.items.map(({ json }) => JSON.parse(json) as unknown));
          cursor = page.nextCursor;
        } while (cursor !== undefined);
        expect(seen).toEqual(events);
        const tools = await store.runEvents(project, 'run_pages', {
          limit: 100,
          types: ['agent.tool.called'],
        });
        expect(tools.items).toHaveLength(10);
      });

      it('believes no clock that runs ahead of ours', async () => {
        const project = await newProject();
        const future = story({ runId: 'run_future', startedAt: noon + 10 * 365 * day });
        await keep(project, future, noon);
        expect(await store.tryGetRun(project, 'run_future')).toMatchObject({
          startedAt: new Date(noon).toISOString(),
        });
      });
    });

    describe('the list of runs', () => {
      it('filters', async () => {
        const project = await newProject();
        await keep(
          project,
          story({
            runId: 'a',
            agentKey: 'one',
            model: 'm1',
            tool: 't1',
            environment: 'dev',
            sessionId: 's1',
          }),
        );
        await keep(
          project,
          story({
            runId: 'b',
            seed: 2,
            agentKey: 'two',
            model: 'm2',
            tool: 't2',
            fails: true,
            startedAt: noon + day,
          }),
          noon + day,
        );
        await keep(
          project,
          story({ runId: 'c', seed: 3, agentKey: 'two', open: true, startedAt: noon + 2 * day }),
          noon + 2 * day,
        );
        const ids = async (filter: object): Promise<string[]> =>
          (await store.listRuns(project, { limit: 10, ...filter })).items.map(({ runId }) => runId);
        expect(await ids({})).toEqual(['c', 'b', 'a']);
        expect(await ids({ agent: 'two' })).toEqual(['c', 'b']);
        expect(await ids({ agent: 'three' })).toEqual([]);
        expect(await ids({ status: 'running' })).toEqual(['c']);
        expect(await ids({ environment: 'dev' })).toEqual(['a']);
        expect(await ids({ model: 'm2' })).toEqual(['b']);
        expect(await ids({ tool: 't1' })).toEqual(['a']);
        expect(await ids({ session: 's1' })).toEqual(['a']);
        expect(await ids({ from: noon + 1 })).toEqual(['c', 'b']);
        expect(await ids({ to: noon + 1 })).toEqual(['a']);
        expect(await ids({ text: 'GAVE' })).toEqual(['b']);
        expect(await ids({ text: '%' })).toEqual([]);
        expect(await ids({ agent: 'two', status: 'failed', tool: 't2' })).toEqual(['b']);
      });

      it('pages without a gap or a double while runs arrive', async () => {
        const project = await newProject();
        const add = (index: number): Promise<void> =>
          keep(
            project,
            story({ runId: `p${index}`, seed: index, rounds: 0, startedAt: noon + index * 1_000 }),
            noon + day,
          );
        for (let index = 0; index < 25; index += 1) await add(index);
        const seen: string[] = [];
        let cursor: string | undefined;
        let next = 25;
        do {
          const page = await store.listRuns(project, {
            limit: 4,
            ...(cursor === undefined ? {} : { cursor }),
          });
          seen.push(...page.items.map(({ runId }) => runId));
          cursor = page.nextCursor;
          await add(next++);
        } while (cursor !== undefined);
        expect(seen).toEqual(Array.from({ length: 25 }, (_value, index) => `p${24 - index}`));
      });

      it('refuses a cursor it did not make', async () => {
        const project = await newProject();
        for (const cursor of ['', 'x', "1:2' OR 1=1", Buffer.from('1:2:3').toString('base64url')]) {
          await expect(store.listRuns(project, { limit: 1, cursor })).rejects.toThrow(
            BadCursorError,
          );
        }
      });
    });

    describe('a session', () => {
      it('adds up its runs, its own events and its handoffs', async () => {
        const project = await newProject();
        const sessionId = 'ses_pipeline';
        const session = { kind: 'multi_agent', name: 'Refund' };
        const handoff = {
          id: 'h1',
          sourceRunId: 'r1',
          targetAgentKey: 'billing',
          targetRunId: 'r2',
        };
        await keep(
          project,
          stamp([{ type: 'agent.session.started', session, input: 'Help' }], {
            sessionId,
            seed: 50,
          }),
        );
        await keep(project, story({ runId: 'r1', sessionId, seed: 51, startedAt: noon + 1_000 }));
        await keep(
          project,
          stamp(
            [
              { type: 'agent.handoff.requested', handoff: { ...handoff, reason: 'money' } },
              { type: 'agent.handoff.accepted', handoff },
              { type: 'agent.handoff.completed', handoff, outcome: 'completed' },
            ],
            { sessionId, seed: 53, startedAt: noon + 2_000 },
          ),
        );
        await keep(
          project,
          story({
            runId: 'r2',
            sessionId,
            seed: 52,
            agentKey: 'billing',
            startedAt: noon + 3_000,
            fails: true,
          }),
        );
        expect(await store.listSessions(project, { limit: 5 })).toMatchObject({
          items: [
            {
              sessionId,
              status: 'running',
              runs: 2,
              failedRuns: 1,
              handoffs: 1,
              agents: ['billing', 'support'],
            },
          ],
        });
        await keep(
          project,
          stamp(
            [
              {
                type: 'agent.session.completed',
                session,
                outcome: 'completed',
                totals: noTotals,
                output: 'Done',
                sessionSequenceNumber: 99,
                durationMs: 9_000,
              },
            ],
            { sessionId, seed: 54 },
          ),
        );
        const detail = await store.tryGetSession(project, sessionId);
        expect(detail).toMatchObject({
          status: 'completed',
          durationMs: 9_000,
          name: 'Refund',
          kind: 'multi_agent',
          input: 'Help',
          output: 'Done',
          runList: [{ runId: 'r1' }, { runId: 'r2' }],
          handoffList: [
            {
              handoffId: 'h1',
              status: 'completed',
              reason: 'money',
              sourceRunId: 'r1',
              targetRunId: 'r2',
            },
          ],
          totals: { modelCalls: 4, toolCalls: 4 },
        });
        const all = await store.sessionEvents(project, sessionId, { limit: 100 });
        expect(all.items).toHaveLength(detail?.events ?? 0);
        const numbers = all.items.map(
          ({ json }) => (JSON.parse(json) as AnyEvent).sessionSequenceNumber ?? 0,
        );
        expect(numbers).toEqual(numbers.toSorted((left, right) => left - right));
      });

      it('that never spoke for itself is what its runs are', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'q1', sessionId: 'quiet', open: true, seed: 60 }));
        expect(await store.tryGetSession(project, 'quiet')).toMatchObject({ status: 'running' });
        expect(
          (await store.listSessions(project, { limit: 5, status: 'running' })).items,
        ).toHaveLength(1);
        await keep(project, story({ runId: 'q1', sessionId: 'quiet', seed: 60 }));
        expect(await store.tryGetSession(project, 'quiet')).toMatchObject({ status: 'completed' });
        expect(
          (await store.listSessions(project, { limit: 5, status: 'running' })).items,
        ).toHaveLength(0);
        expect(await store.tryGetSession(project, 'other')).toBeUndefined();
      });
    });

    describe('figures', () => {
      it('agree with a recount of the events after random retries', async () => {
        const project = await newProject();
        const recount = memoryStore();
        const random = seeded(11);
        const events = Array.from({ length: 40 }, (_value, index) =>
          story({
            seed: 500 + index,
            agentKey: random.pick(['one', 'two', 'three']),
            model: random.pick(['m1', 'm2']),
            tool: random.pick(['t1', 't2', 't3']),
            environment: random.pick(['dev', 'production']),
            fails: random.next() < 0.3,
            rounds: random.below(6),
            startedAt: noon - random.below(3 * day),
          }),
        ).flat();
        await recount.append(1, incoming(events), noon);
        for (const batch of chunk(
          random.shuffle([...events, ...random.shuffle(events).slice(0, 300)]),
          50,
        )) {
          await keep(project, batch);
        }
        const range = { from: noon - 4 * day, to: noon + day };
        for (const measure of ['runs', 'models', 'tools', 'events'] as const) {
          for (const groupBy of [
            undefined,
            'agent',
            'environment',
            ...(measure === 'models' ? ['model'] : []),
            ...(measure === 'tools' ? ['tool'] : []),
          ]) {
            for (const bucketSeconds of [3600, 86_400]) {
              const query = {
                measure,
                bucketSeconds,
                ...range,
                ...(groupBy === undefined ? {} : { groupBy: groupBy as 'agent' }),
              };
              expectClose(await store.series(project, query), await recount.series(1, query));
            }
          }
          const by = ['agent', 'environment'] as const;
          expectClose(
            sortRows(await store.breakdown(project, { measure, by, limit: 100, ...range })),
            sortRows(await recount.breakdown(1, { measure, by, limit: 100, ...range })),
          );
        }
        expectClose(
          await store.series(project, {
            measure: 'models',
            bucketSeconds: 3600,
            ...range,
            agent: 'one',
            name: 'm1',
          }),
          await recount.series(1, {
            measure: 'models',
            bucketSeconds: 3600,
            ...range,
            agent: 'one',
            name: 'm1',
          }),
        );
        expect(await store.facets(project, range)).toEqual(await recount.facets(1, range));
      });

      it('are kept by the minute for what happened lately', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'now', startedAt: noon, rounds: 4 }));
        const series = await store.series(project, {
          measure: 'models',
          bucketSeconds: 60,
          from: noon - 300_000,
          to: noon + 300_000,
        });
        expect(series.points).toMatchObject([{ at: new Date(noon).toISOString(), count: 4 }]);
      });

      it('fold rare groups into one', async () => {
        const project = await newProject();
        for (let index = 0; index < 23; index += 1) {
          await keep(project, story({ seed: 700 + index, agentKey: `agent-${index}`, rounds: 1 }));
        }
        const series = await store.series(project, {
          measure: 'runs',
          groupBy: 'agent',
          bucketSeconds: 3600,
          from: noon - day,
          to: noon + day,
        });
        expect(series.groups).toHaveLength(21);
        expect(series.groups[20]).toBe('other');
        expect(series.folded).toBe(3);
        expect(series.points.find(({ group }) => group === 'other')?.count).toBe(3);
      });
    });

    describe('search', () => {
      it('finds text inside events, newest first, with a piece around it', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'needle-run', seed: 1 }));
        await keep(project, story({ runId: 'other-run', seed: 2 }));
        const found = await store.search(project, { text: 'order 42', limit: 3 });
        expect(found.items).toHaveLength(3);
        expect(found.items.every(({ excerpt }) => excerpt.includes('order 42'))).toBe(true);
        const positions = found.items.map(({ position }) => position);
        expect(positions).toEqual(positions.toSorted((left, right) => right - left));
        const rest = await store.search(project, {
          text: 'order 42',
          limit: 3,
          ...(found.nextCursor === undefined ? {} : { cursor: found.nextCursor }),
        });
        expect(rest.items).toHaveLength(1);
        const none = await store.search(project, { text: 'nowhere to be found', limit: 3 });
        expect(none.items).toHaveLength(0);
      });

      it('takes what looks like syntax for text', async () => {
        const project = await newProject();
        await keep(project, story());
        for (const text of [
          '"',
          "'",
          '%',
          '*',
          'a OR b',
          'NEAR(',
          "'; DROP TABLE events; --",
          '\\',
          '{"',
        ]) {
          await expect(store.search(project, { text, limit: 1 })).resolves.toBeDefined();
        }
        const wildcard = await store.search(project, { text: 'ord_r 42', limit: 1 });
        expect(wildcard.items).toHaveLength(0);
      });
    });

    describe('the tail', () => {
      it('gives every event once, in the order of commits, from any position', async () => {
        const project = await newProject();
        const start = await store.lastPosition();
        let commits = 0;
        const stop = store.onCommit(() => {
          commits += 1;
        });
        const events = story({ rounds: 8 });
        await Promise.all(chunk(events, 5).map((batch) => keep(project, batch)));
        stop();
        expect(commits).toBeGreaterThan(0);
        const first = await store.eventsAfter(project, start, 10);
        const rest = await store.eventsAfter(
          project,
          first[first.length - 1]?.position ?? 0,
          1_000,
        );
        const ids = [...first, ...rest].map(({ json }) => (JSON.parse(json) as AnyEvent).eventId);
        expect(new Set(ids).size).toBe(events.length);
        expect(ids).toHaveLength(events.length);
      });

      it('never gives a position twice, even after the newest events were erased', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'gone', seed: 900 }));
        const seen = await store.lastPosition();
        await store.eraseRun(project, 'gone');
        await keep(project, story({ runId: 'after', seed: 901 }));
        const news = await store.eventsAfter(project, seen, 100);
        expect(news).toHaveLength(story({ seed: 901 }).length);
      });
    });

    describe('delivery', () => {
      it('adds up what SDKs say they dropped: the newest cumulative count of each process', async () => {
        const project = await newProject();
        const dropped = (instanceId: string, events: number, seed: number): AnyEvent[] =>
          stamp(
            [
              {
                type: 'agent.telemetry.dropped',
                instanceId,
                cumulative: true,
                drops: { buffer_full: { events, bytes: events * 100 } },
              },
            ],
            { seed },
          );
        await keep(project, dropped('p1', 5, 1));
        await keep(project, dropped('p1', 8, 2));
        await keep(project, dropped('p2', 1, 3));
        expect((await store.delivery(project)).drops).toEqual([
          { reason: 'buffer_full', events: 9, bytes: 900 },
        ]);
      });

      it('keeps what was refused for a person to look at', async () => {
        const project = await newProject();
        await store.quarantine(
          project,
          [{ reason: 'invalid', detail: 'type: expected text', body: '{"type":1}' }],
          noon,
        );
        await store.quarantine(
          project,
          [{ reason: 'too_large', detail: 'too large', body: '{' }],
          noon + 1,
        );
        const first = await store.listQuarantine(project, { limit: 1 });
        expect(first.items).toMatchObject([{ reason: 'too_large' }]);
        const second = await store.listQuarantine(project, {
          limit: 1,
          ...(first.nextCursor === undefined ? {} : { cursor: first.nextCursor }),
        });
        expect(second.items).toMatchObject([{ reason: 'invalid', body: '{"type":1}' }]);
        expect(second.nextCursor).toBeUndefined();
        expect((await store.delivery(project)).quarantine.count).toBe(2);
      });
    });

    describe('erasure', () => {
      it('takes a run out of every list and every sum', async () => {
        const project = await newProject();
        const recount = memoryStore();
        const stay = story({ runId: 'stay', seed: 1, tool: 'kept', sessionId: 's' });
        await recount.append(1, incoming(stay), noon);
        await keep(project, stay);
        await keep(
          project,
          story({ runId: 'go', seed: 2, tool: 'secret-tool', sessionId: 's', rounds: 5 }),
        );
        const erased = await store.eraseRun(project, 'go');
        expect(erased).toEqual({ events: 27, runs: 1 });
        expect(await store.eraseRun(project, 'go')).toBeUndefined();
        const query = {
          measure: 'tools',
          groupBy: 'tool',
          bucketSeconds: 60,
          from: noon - day,
          to: noon + day,
        } as const;
        expectClose(await store.series(project, query), await recount.series(1, query));
        expect(await store.facets(project, {})).toEqual(await recount.facets(1, {}));
        expect(await store.tryGetSession(project, 's')).toMatchObject({
          runs: 1,
          events: stay.length,
        });
      });

      it('takes a session out with its runs', async () => {
        const project = await newProject();
        const sessionId = 'away';
        await keep(
          project,
          stamp([{ type: 'agent.session.started', session: { kind: 'pipeline' } }], {
            sessionId,
            seed: 3,
          }),
        );
        await keep(project, story({ runId: 'x1', sessionId, seed: 4 }));
        await keep(project, story({ runId: 'x2', sessionId, seed: 5 }));
        await keep(project, story({ runId: 'x3', seed: 6 }));
        expect(await store.eraseSession(project, sessionId)).toEqual({ events: 25, runs: 2 });
        expect(await store.tryGetSession(project, sessionId)).toBeUndefined();
        expect(
          (await store.listRuns(project, { limit: 5 })).items.map(({ runId }) => runId),
        ).toEqual(['x3']);
        expect(await store.eraseSession(project, sessionId)).toBeUndefined();
      });
    });

    describe('keys', () => {
      it('are kept as digests, listed by project, revoked for good', async () => {
        await store.projects.create('keyed', 'Keyed', noon);
        const digest = Uint8Array.from({ length: 32 }, (_value, index) => index);
        await store.keys.add({
          keyId: 'k1',
          name: 'CI',
          project: 'keyed',
          scopes: ['ingest'],
          digest,
          createdAt: noon,
          expiresAt: noon + day,
        });
        expect(await store.keys.tryGet('k1')).toEqual({
          keyId: 'k1',
          name: 'CI',
          project: 'keyed',
          scopes: ['ingest'],
          digest,
          createdAt: noon,
          expiresAt: noon + day,
        });
        await store.keys.used('k1', noon + 5);
        expect(await store.keys.revoke('k1', noon + 10)).toBe(true);
        expect(await store.keys.revoke('k1', noon + 20)).toBe(true);
        expect(await store.keys.revoke('k2', noon)).toBe(false);
        expect(await store.keys.list('keyed')).toMatchObject([
          { keyId: 'k1', revokedAt: noon + 10, lastUsedAt: noon + 5 },
        ]);
        expect(await store.keys.list('other')).toEqual([]);
        expect(await store.keys.tryGet('k2')).toBeUndefined();
      });

      it('and projects: one is always there, and a name given twice is one project', async () => {
        expect(await store.projects.tryGetNumber('default')).toBeDefined();
        const one = await store.projects.create('twice', 'Twice', noon);
        expect(await store.projects.create('twice', 'Again', noon + 1)).toEqual(one);
        expect((await store.projects.list()).filter(({ key }) => key === 'twice')).toHaveLength(1);
        expect(await store.projects.tryGetNumber('nobody')).toBeUndefined();
      });
    });

    // Last: it forgets the data of all tests above.
    describe('retention', () => {
      it('forgets whole runs by the time they were last heard of', async () => {
        const project = await newProject();
        await keep(project, story({ runId: 'old', seed: 1, startedAt: noon }), noon);
        await keep(project, stamp([{ type: 'my.note', payload: {} }], { seed: 9 }), noon);
        await keep(project, story({ runId: 'fresh', seed: 2, startedAt: noon }).slice(0, 3), noon);
        await keep(
          project,
          story({ runId: 'fresh', seed: 2, startedAt: noon }).slice(3),
          noon + 9 * day,
        );
        await store.prune(noon + 8 * day);
        expect(
          (await store.listRuns(project, { limit: 5 })).items.map(({ runId }) => runId),
        ).toEqual(['fresh']);
        expect(await store.tryGetRun(project, 'fresh')).toMatchObject({ events: 12 });
        expect(await store.runEvents(project, 'old', { limit: 5 })).toEqual({ items: [] });
      });
    });
  });
}

function runIdOf(events: readonly AnyEvent[]): string {
  return events[0]?.runId ?? '';
}

function withoutLate(run: RunSummary | undefined): unknown {
  return run === undefined ? undefined : { ...run, delivery: { ...run.delivery, late: 0 } };
}

function chunk<Item>(items: readonly Item[], size: number): Item[][] {
  const chunks: Item[][] = [];
  for (let index = 0; index < items.length; index += size) {
    chunks.push(items.slice(index, index + size));
  }
  return chunks;
}

function sortRows<Result extends { rows: object[] }>(result: Result): Result {
  const keyOf = (row: { agent?: string; environment?: string }): string =>
    `${row.agent} ${row.environment}`;
  return {
    ...result,
    rows: result.rows.toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1)),
  };
}

/** Equal but for quantiles, which may be off by what the histogram promises. */
function expectClose(actual: unknown, expected: unknown): void {
  const [left, right] = [quantilesOut(actual), quantilesOut(expected)];
  expect(left.rest).toEqual(right.rest);
  expect(left.quantiles).toHaveLength(right.quantiles.length);
  left.quantiles.forEach((value, index) => {
    const exact = right.quantiles[index] ?? 0;
    expect(Math.abs(value - exact)).toBeLessThanOrEqual(exact * 0.025 + 0.001);
  });
}

function quantilesOut(value: unknown): { rest: unknown; quantiles: number[] } {
  const quantiles: number[] = [];
  const rest: unknown = JSON.parse(
    JSON.stringify(value, (key, part: unknown) => {
      if (!['p50', 'p95', 'p99'].includes(key)) return part;
      quantiles.push(part as number);
      return 0;
    }),
  );
  return { rest, quantiles };
}
