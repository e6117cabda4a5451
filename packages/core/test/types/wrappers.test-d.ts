import { expectTypeOf, test } from 'vitest';
import { createHeddle, type AnyFunction, type Heddle } from '../../src/index.ts';

declare const heddle: Heddle;
const { withLLM, withMCP, withRun, withSession, withStep, withTool } = heddle;

function overloaded(value: string): string;
function overloaded(value: number): number;
function overloaded(value: string | number): string | number {
  return value;
}

test('a wrapped function has the function’s own type', () => {
  const add = (a: number, b = 2): number => a + b;
  expectTypeOf(withTool('add', add)).toEqualTypeOf<typeof add>();
  expectTypeOf(withTool('o', overloaded)).toEqualTypeOf<typeof overloaded>();
  expectTypeOf(withRun('r', withStep('s', withTool('t', overloaded)))).toEqualTypeOf<
    typeof overloaded
  >();

  const generic = <Item>(items: readonly Item[]): Item | undefined => items[0];
  const first = withTool('g', generic);
  expectTypeOf(first([1, 2])).toEqualTypeOf<number | undefined>();
  expectTypeOf(first(['a'])).toEqualTypeOf<string | undefined>();

  async function* stream(n: number): AsyncGenerator<number, string, boolean> {
    yield n;
    return 'x';
  }
  expectTypeOf(withTool('s', stream)).toEqualTypeOf<typeof stream>();

  function withThis(this: { id: string }, n: number): string {
    return this.id + n;
  }
  expectTypeOf(withTool('this', withThis)).toEqualTypeOf<typeof withThis>();

  const withStatics = Object.assign((n: number) => n, { version: '1' });
  expectTypeOf(withTool('statics', withStatics).version).toEqualTypeOf<string>();

  class Service {
    readonly name: string;
    constructor(name: string) {
      this.name = name;
    }
  }
  expectTypeOf(withTool('class', Service)).toEqualTypeOf<typeof Service>();
});

test('options that are functions know the call’s arguments', () => {
  withTool(
    {
      name: 'read',
      resource: (id, force) => {
        expectTypeOf(id).toEqualTypeOf<string>();
        expectTypeOf(force).toEqualTypeOf<boolean>();
        return { type: 'work_item', externalId: id };
      },
    },
    async (id: string, force: boolean) => (force ? id : ''),
  );
  withLLM(
    {
      provider: 'p',
      model: (request) => request.model,
      result: (answer) => {
        expectTypeOf(answer).toEqualTypeOf<{ tokens: number }>();
        return { usage: { outputTokens: answer.tokens } };
      },
    },
    async (request: { model: string }) => ({ tokens: request.model.length }),
  );
});

test('a block gives back what it returns, and its handle fits its kind', () => {
  expectTypeOf(heddle.run('r', () => 1)).toEqualTypeOf<number>();
  expectTypeOf(heddle.step('s', async () => 'x')).toEqualTypeOf<Promise<string>>();
  heddle.run('r', (run) => expectTypeOf(run.id).toEqualTypeOf<string>());
  heddle.session({ kind: 'pipeline' }, (session) =>
    expectTypeOf(session.id).toEqualTypeOf<string>(),
  );
  heddle.llm('m', (call) => {
    call.firstToken();
    call.record({ usage: { inputTokens: 1 }, costUsd: 0.1 });
  });
  heddle.handoff('worker', (handoff) => handoff.accepted({ targetRunId: 'r' }));
});

test('without a function it decorates', () => {
  class Agent {
    @withTool({ name: 'find', provider: 'db' })
    find(query: string): string[] {
      return [query];
    }

    @withStep('plan')
    async plan(): Promise<number> {
      return 1;
    }

    @withTool()
    static now(): number {
      return 0;
    }

    @withTool('later')
    later = (n: number): number => n;
  }
  expectTypeOf<Agent['find']>().toEqualTypeOf<(query: string) => string[]>();
  expectTypeOf<Agent['plan']>().toEqualTypeOf<() => Promise<number>>();
});

test('wrong options do not compile', () => {
  const fn: AnyFunction = () => 1;
  // @ts-expect-error a tool needs a name
  withTool({ provider: 'x' }, fn);
  // @ts-expect-error no such option
  withTool({ name: 'x', colour: 'red' }, fn);
  // @ts-expect-error a risk level is one of four words
  withTool({ name: 'x', riskLevel: 'huge' }, fn);
  // @ts-expect-error an MCP request needs a server
  withMCP({ tool: 'x' }, fn);
  // @ts-expect-error not a function
  withRun('x', 5);
  // @ts-expect-error a capture mode is one of three words
  withSession({ capture: 'all' }, fn);
  // @ts-expect-error modes are monitor and enforce
  createHeddle({ mode: 'guard-all' });
  // @ts-expect-error policies come in by gate
  createHeddle({ policies: [] });
  // @ts-expect-error an outcome needs a value
  heddle.recordOutcome({ outcomeType: 'x' });
});
