import { fileURLToPath } from 'node:url';
import { recorder } from '@heddle/testing';
import ts from 'typescript';
import { expect, test } from 'vitest';

/** The test runner's compiler does not know TC39 decorators; TypeScript does. */
const source = `
  class Agent {
    #prefix = 'hi';
    @withTool({ name: 'greet' }) greet(name) { return this.#prefix + ' ' + name; }
    @withStep('plan') async plan() { return this.greet('ada'); }
    @withTool() static now() { return 7; }
    @withTool('field') field = (n) => n * 2;
    @withTool('seen') get seen() { return this.#prefix.length; }
    @withTool('level') accessor level = 1;
  }
  @withTool('made') class Made { constructor(n) { this.n = n; } }
  return { Agent, Made };
`;

interface Fixture {
  readonly Agent: {
    new (): {
      greet(name: string): string;
      plan(): Promise<string>;
      field(n: number): number;
      readonly seen: number;
      level: number;
    };
    now(): number;
  };
  readonly Made: new (n: number) => { n: number };
}

test('methods, statics, fields, getters, accessors and classes are decorated in place', async () => {
  const { heddle, events } = recorder();
  const { withStep, withTool } = heddle;
  const { outputText } = ts.transpileModule(
    `export default function (withTool, withStep) {${source}}`,
    {
      compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.CommonJS },
      fileName: fileURLToPath(import.meta.url),
    },
  );
  const exports: { default?: (tool: unknown, step: unknown) => Fixture } = {};
  // oxlint-disable-next-line typescript/no-implied-eval -- a module compiled one line above
  new Function('exports', outputText)(exports);
  const { Agent, Made } = exports.default?.(withTool, withStep) as Fixture;

  const agent = new Agent();
  await heddle.run('r', async () => {
    expect(await agent.plan()).toBe('hi ada');
    expect(Agent.now()).toBe(7);
    expect(agent.field(4)).toBe(8);
    expect(agent.seen).toBe(2);
    agent.level = 5;
    expect(agent.level).toBe(5);
    expect(new Made(3)).toBeInstanceOf(Made);
  });
  expect((await events('agent.tool.called')).map(({ tool }) => tool.name)).toEqual([
    'greet',
    'now',
    'field',
    'seen',
    'level',
    'level',
    'made',
  ]);
  expect(await events('agent.workflow.step.completed')).toHaveLength(1);
});
