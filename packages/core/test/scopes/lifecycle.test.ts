import '@heddle/testing/vitest';
import { printTree, recorder } from '@heddle/testing';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { GuardBlockedError, type HeddleOptions, type Policy } from '../../src/index.ts';


const BLOCK: Policy = { key: 'no', effect: 'block', match: { action: 'delete' }, reason: 'Never.' };
const ASK: Policy = { key: 'ask', effect: 'require_approval', match: { action: 'merge' } };

/** The suffixes of the types, without the run around them: what a table in the design compares. */
async function story(
  work: (heddle: ReturnType<typeof recorder>['heddle']) => unknown,
  options: Partial<HeddleOptions> = {},
): Promise<string[]> {
  const { heddle, events } = recorder({ inferAction: false, ...options });
  await heddle.run('run', async () => {
    try {
      await work(heddle);
    } catch {
      // How it failed is in the events.
    }
  });
  const recorded = await events();
  expect(recorded).toHaveGapFreeSequences();
  expect(recorded).toHaveFinishedEverything();
  expect(recorded).toBeValidEvents();
  return recorded
    .slice(1, -1)
    .map((event) =>
      [event.type.replace('agent.', ''), (event as { outcome?: string }).outcome]
        .filter(Boolean)
        .join(' '),
    );
}

const boom = (): never => {
  throw new Error('boom');
};

describe('the order of events', () => {
  test('a tool that completes', async () => {
    expect(await story((heddle) => heddle.withTool('t', () => 1)())).toEqual([
      'action.requested',
      'action.completed completed',
      'tool.called completed',
    ]);
  });

  test('a tool that fails', async () => {
    expect(await story((heddle) => heddle.withTool('t', boom)())).toEqual([
      'action.requested',
      'action.failed failed',
      'tool.called failed',
    ]);
  });

  test('a tool that is cancelled by its abort signal', async () => {
    const controller = new AbortController();
    const types = story((heddle) => {
      const pending = heddle.withTool(
        't',
        ({ signal }: { signal: AbortSignal }) =>
          new Promise((_resolve, reject) =>
            signal.addEventListener('abort', () => reject(signal.reason as Error)),
          ),
      )({ signal: controller.signal });
      controller.abort(new Error('enough'));
      return pending;
    });
    expect(await types).toEqual([
      'action.requested',
      'action.failed cancelled',
      'tool.called cancelled',
    ]);
  });

  test('a tool that a policy blocks: it never runs, and the error says who and why', async () => {
    const body = vi.fn(async () => 'ran');
    let thrown: unknown;
    const types = await story(
      async (heddle) => {
        try {
          await heddle.withTool({ name: 't', action: 'delete' }, body)();
        } catch (error) {
          thrown = error;
          throw error;
        }
      },
      { mode: 'enforce', policies: [BLOCK] },
    );
    expect(types).toEqual([
      'action.requested',
      'guardrail.evaluated',
      'action.failed blocked',
      'tool.called blocked',
    ]);
    expect(body).not.toHaveBeenCalled();
    expect(GuardBlockedError.isInstance(thrown)).toBe(true);
    expect((thrown as Error).message).toContain('policy "no" blocks it: Never.');
  });

  test('a tool that a person approves, and one that a person refuses', async () => {
    const options = { mode: 'enforce', policies: [ASK] } as const;
    const use = (heddle: ReturnType<typeof recorder>['heddle']): unknown =>
      heddle.withTool({ name: 't', action: 'merge' }, async () => 1)();
    expect(await story(use, { ...options, approvals: () => true })).toEqual([
      'action.requested',
      'guardrail.evaluated',
      'approval.requested',
      'approval.resolved',
      'action.completed completed',
      'tool.called completed',
    ]);
    expect(await story(use, { ...options, approvals: () => false })).toEqual([
      'action.requested',
      'guardrail.evaluated',
      'approval.requested',
      'approval.resolved',
      'action.failed blocked',
      'tool.called blocked',
    ]);
  });

  test('monitor records what would have been, and lets it happen', async () => {
    const { heddle, events } = recorder({ policies: [BLOCK] });
    const run = heddle.withTool({ name: 't', action: 'delete' }, () => 'ran');
    expect(heddle.run('r', run)).toBe('ran');
    expect(await events('agent.guardrail.evaluated')).toMatchObject([
      { decision: { policyDecision: 'block', effectiveDecision: 'allow', mode: 'monitor' } },
    ]);
  });

  test('a guard: as a tool, without the record of an invocation', async () => {
    expect(await story((heddle) => heddle.withGuard('deploy', () => 1)())).toEqual([
      'action.requested',
      'action.completed completed',
    ]);
  });

  test('a step, a model call and an MCP request', async () => {
    expect(await story((heddle) => heddle.withStep('s', () => 1)())).toEqual([
      'workflow.step.started',
      'workflow.step.completed completed',
    ]);
    expect(await story((heddle) => heddle.withStep('s', boom)())).toEqual([
      'workflow.step.started',
      'workflow.step.failed failed',
    ]);
    expect(await story((heddle) => heddle.withLLM('m', boom)())).toEqual([
      'llm.called',
      'llm.failed failed',
    ]);
    expect(
      await story((heddle) => heddle.withMCP({ server: 's', method: 'ping' }, () => 1)()),
    ).toEqual(['mcp.called', 'mcp.completed completed']);
  });

  test('tools/list tells which tools there are', async () => {
    const { heddle, events } = recorder();
    heddle.run('r', () =>
      heddle.mcp({ server: 's', method: 'tools/list' }, () => ({
        tools: [{ name: 'search', description: 'Finds.', inputSchema: {} }],
      })),
    );
    expect(await events('agent.mcp.tools_listed')).toMatchObject([
      { toolCount: 1, tools: [{ name: 'search', description: 'Finds.' }] },
    ]);
  });

  test('a tools/call outside a tool gets the tool’s events; isError is the tool’s failure', async () => {
    const call = (isError: boolean) => (heddle: ReturnType<typeof recorder>['heddle']) =>
      heddle.withMCP({ server: 's', tool: 't' }, () => ({ content: [], isError }))();
    expect(await story(call(false))).toEqual([
      'action.requested',
      'mcp.called',
      'mcp.completed completed',
      'action.completed completed',
      'tool.called completed',
    ]);
    expect(await story(call(true))).toEqual([
      'action.requested',
      'mcp.called',
      'mcp.completed completed',
      'action.failed failed',
      'tool.called failed',
    ]);
  });

  test('a tools/call inside a tool is linked to it and not told twice', async () => {
    expect(
      await story((heddle) =>
        heddle.withTool('outer', () => heddle.mcp({ server: 's', tool: 't' }, () => 1))(),
      ),
    ).toEqual([
      'action.requested',
      'mcp.called',
      'mcp.completed completed',
      'action.completed completed',
      'tool.called completed',
    ]);
  });

  test('a policy on an MCP server’s tool holds inside a tool as well', async () => {
    const body = vi.fn(async () => 1);
    const types = await story(
      (heddle) =>
        heddle.withTool('outer', async () =>
          heddle.mcp({ server: 'github', tool: 'delete_repo', action: 'delete' }, body),
        )(),
      { mode: 'enforce', policies: [BLOCK] },
    );
    expect(body).not.toHaveBeenCalled();
    expect(types).toContain('mcp.failed blocked');
  });

  test('a handoff is accepted when the target’s run opens', async () => {
    expect(
      await story((heddle) => heddle.withHandoff('worker', () => heddle.run('work', () => 1))()),
    ).toEqual([
      'handoff.requested',
      'run.started',
      'handoff.accepted',
      'run.completed completed',
      'handoff.completed completed',
    ]);
    expect(await story((heddle) => heddle.withHandoff('worker', boom)())).toEqual([
      'handoff.requested',
      'handoff.failed failed',
    ]);
  });

  test('a failing run says its error once, and so does every run the error leaves', async () => {
    const { heddle, events } = recorder();
    const error = new Error('boom');
    expect(() =>
      heddle.run('outer', () => {
        heddle.captureError(error);
        return heddle.run('inner', () => {
          throw error;
        });
      }),
    ).toThrow(error);
    const errors = await events('agent.error');
    const runs = (await events('agent.run.started')).map(({ runId }) => runId);
    expect(errors.map(({ runId }) => runId)).toEqual(runs);
    expect((await events()).slice(-1)[0]?.type).toBe('agent.run.failed');
  });

  test('a session opens, numbers everything inside, and ends with totals', async () => {
    const { heddle, events } = recorder();
    await heddle.session({ sessionId: 's-1', kind: 'pipeline' }, async () => {
      await heddle.run('a', () => heddle.withTool('t', () => 1)());
      await heddle.run('b', () => 2);
    });
    const recorded = await events();
    expect(recorded.map(({ sessionSequenceNumber }) => sessionSequenceNumber)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 8, 9,
    ]);
    expect(recorded.at(-1)).toMatchObject({
      type: 'agent.session.completed',
      sessionId: 's-1',
      totals: { runs: 2, toolCalls: 1 },
    });
    expect(recorded).toHaveGapFreeSequences();
  });
});

describe('what ends late', () => {
  test('a generator ends when it is through, and once', async () => {
    const { heddle, types, events } = recorder();
    const numbers = heddle.withTool('numbers', function* () {
      yield 1;
      yield 2;
      return 3;
    });
    heddle.run('r', () => {
      const items = [...numbers()];
      expect(items).toEqual([1, 2]);
    });
    expect(await types()).toEqual([
      'agent.run.started',
      'agent.action.requested',
      'agent.action.completed',
      'agent.tool.called',
      'agent.run.completed',
    ]);
    expect(await events('agent.action.completed')).toMatchObject([
      { output: { items: [1, 2], count: 2, returned: 3 } },
    ]);
  });

  test('a consumer that breaks off is an ending, not a failure', async () => {
    const { heddle, events } = recorder();
    await heddle.run('r', async () => {
      for await (const _ of heddle.withTool('s', async function* () {
        yield 1;
        yield 2;
      })()) {
        break;
      }
    });
    expect(await events('agent.tool.called')).toMatchObject([{ outcome: 'completed' }]);
    expect(await events('agent.action.completed')).toMatchObject([
      { output: { count: 1, brokenOff: true } },
    ]);
  });

  test('a stream that fails midway is a failure', async () => {
    const { heddle, events } = recorder();
    await heddle.run('r', async () => {
      const read = async (): Promise<void> => {
        for await (const _ of heddle.withTool('s', async function* () {
          yield 1;
          throw new Error('cut');
        })()) {
          // Only reading.
        }
      };
      await expect(read()).rejects.toThrow('cut');
    });
    expect(await events('agent.tool.called')).toMatchObject([
      { outcome: 'failed', error: { message: 'cut' } },
    ]);
  });

  test('work inside a generator’s body is its child', async () => {
    const { heddle, tree } = recorder();
    const inner = heddle.withTool('inner', async () => 1);
    await heddle.run('r', async () => {
      for await (const _ of heddle.withTool('outer', async function* () {
        yield await inner();
      })()) {
        // Only reading.
      }
    });
    expect(printTree(await tree())).toBe('run r\n  action outer\n    action inner');
  });

  test('what nobody can finish any more is abandoned', async () => {
    const { heddle, events } = recorder();
    const collect = (globalThis as { gc?: () => void }).gc;
    expect(collect, 'run with --expose-gc').toBeTypeOf('function');
    heddle.run('r', () => {
      heddle.withTool('never read', function* () {
        yield 1;
      })();
    });
    for (let turn = 0; turn < 50 && (await events('agent.tool.called')).length === 0; turn++) {
      collect?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect(await events('agent.tool.called')).toMatchObject([{ outcome: 'abandoned' }]);
  });
});

describe('totals', () => {
  test('tokens, cost and calls add up in the run, the parent and the session', async () => {
    const { heddle, events } = recorder({ cost: ({ usage }) => (usage.inputTokens ?? 0) / 1000 });
    const model = heddle.withLLM({ provider: 'p', model: 'm' }, async (_prompt: string) => ({
      usage: { prompt_tokens: 10, completion_tokens: 5 },
    }));
    await heddle.session('s', () =>
      heddle.run('parent', async () => {
        await model('a');
        await heddle.run('child', async () => {
          await model('b');
          await model('c');
        });
        heddle.step('one', () => 1);
      }),
    );
    const [child, parent] = await events('agent.run.completed');
    expect(child?.totals).toMatchObject({
      inputTokens: 20,
      outputTokens: 10,
      totalTokens: 30,
      modelCalls: 2,
      costUsd: 0.02,
    });
    expect(parent?.totals).toMatchObject({
      inputTokens: 10,
      modelCalls: 1,
      steps: 1,
      costUsd: 0.01,
    });
    expect(parent?.childTotals).toMatchObject({ inputTokens: 20, modelCalls: 2, runs: 1 });
    const [session] = await events('agent.session.completed');
    expect(session?.totals).toMatchObject({
      inputTokens: 30,
      modelCalls: 3,
      runs: 2,
      costUsd: 0.03,
    });
  });
});

afterEach(() => vi.restoreAllMocks());
