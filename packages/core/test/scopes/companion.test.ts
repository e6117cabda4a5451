import {
  createHeddle,
  memory,
  type Companion,
  type ContextManager,
  type Scope,
} from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { asyncLocalStorageContextManager } from '../../src/context/async-local-storage.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';

/** A companion that numbers the work it goes along with, and remembers what it was told. */
function numbering(): Companion & { readonly log: string[] } {
  const log: string[] = [];
  let count = 0;
  return {
    log,
    begin(work) {
      log.push(`begin ${work.kind}`);
      return { traceId, spanId: `000000000000000${++count}` };
    },
    end: (work) => void log.push(`end ${work.kind}`),
    told: ({ type }) => void log.push(type),
    settle: () => void log.push('settle'),
  };
}

describe('a companion', () => {
  it('gives runs and calls their ids, and learns of both ends before it is told the events', async () => {
    const companion = numbering();
    const transport = memory();
    const heddle = createHeddle({ transport, companion, exitFlushMs: 0 });
    const search = heddle.withTool('search', () => 42);
    heddle.run('answer', () => search());
    expect(companion.log).toEqual(['begin run', 'begin tool', 'end tool', 'end run']);
    await heddle.flush();
    expect(companion.log.slice(4)).toEqual([
      'agent.run.started',
      'agent.action.requested',
      'agent.action.completed',
      'agent.tool.called',
      'agent.run.completed',
      'settle',
    ]);
    expect(new Set(transport.events.map((event) => event.traceId))).toEqual(new Set([traceId]));
    expect(transport.ofType('agent.tool.called')[0]).toMatchObject({
      spanId: '0000000000000002',
      parentSpanId: '0000000000000001',
    });
  });

  it('sees only what is redacted', async () => {
    const secrets: unknown[] = [];
    const companion: Companion = {
      begin: () => undefined,
      end: () => undefined,
      told: (event) => void secrets.push(JSON.stringify(event)),
      settle: () => undefined,
    };
    const heddle = createHeddle({ transport: memory(), companion, exitFlushMs: 0 });
    heddle.withTool('login', (credentials: object) => credentials)({ password: 'tr0ub4dor' });
    await heddle.flush();
    expect(secrets.join()).toContain('login');
    expect(secrets.join()).not.toContain('tr0ub4dor');
  });

  it('can fail at every turn without the host or the events noticing', async () => {
    const fail = (): never => {
      throw new Error('companion');
    };
    const companion: Companion = { begin: fail, end: fail, told: fail, settle: fail };
    const transport = memory();
    const heddle = createHeddle({ transport, companion, exitFlushMs: 0 });
    expect(heddle.withTool('add', (a: number, b: number) => a + b)(1, 2)).toBe(3);
    await heddle.flush();
    expect(transport.ofType('agent.tool.called')).toHaveLength(1);
    expect(heddle.diagnostics().internalErrors).toBeGreaterThan(0);
  });

  it('is not asked about runs that are not sampled', () => {
    const companion = numbering();
    const heddle = createHeddle({ transport: memory(), companion, sample: 0, exitFlushMs: 0 });
    heddle.run('answer', () => heddle.withTool('search', () => 1)());
    expect(companion.log).toEqual([]);
  });
});

describe('a context manager that knows a foreign span', () => {
  const foreignSpanId = '00f067aa0ba902b7';
  const foreign: ContextManager = {
    ...asyncLocalStorageContextManager(),
    foreignParent: (parent): Scope => ({
      kind: 'remote',
      parent,
      run: undefined,
      session: parent?.session,
      step: undefined,
      spanId: foreignSpanId,
      remote: {
        traceId,
        sampled: undefined,
        runId: undefined,
        agentKey: undefined,
        environment: undefined,
      },
    }),
  };

  it('makes it the parent of a run, also inside a session, and of no run inside a run', async () => {
    const transport = memory();
    const heddle = createHeddle({ transport, context: foreign, exitFlushMs: 0 });
    heddle.session({ sessionId: 'ses_1' }, () =>
      heddle.run('outer', () => heddle.run('inner', () => 1)),
    );
    await heddle.flush();
    const [outer, inner] = transport.ofType('agent.run.started');
    expect(outer).toMatchObject({ traceId, parentSpanId: foreignSpanId, sessionId: 'ses_1' });
    expect(inner).toMatchObject({ traceId, parentSpanId: outer?.spanId });
  });
});
