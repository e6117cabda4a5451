import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expect, it } from 'vitest';
import {
  ConfigError,
  createHeddle,
  GuardBlockedError,
  noop,
  policies,
  type Policy,
  type PoliciesOptions,
} from '../../src/index.ts';

const source = resolve(import.meta.dirname, '../../src');

/** Every file of core that importing `file` loads. */
function loadedBy(file: string, loaded = new Set<string>()): Set<string> {
  if (loaded.has(file)) return loaded;
  loaded.add(file);
  const code = readFileSync(file, 'utf8');
  const imports = code.matchAll(/^(?:import|export) (?!type\b)[^;]*? from '(\.[^']+)';/gm);
  for (const [, path] of imports) loadedBy(resolve(file, '..', path!), loaded);
  return loaded;
}

it('a Heddle without guardrails loads none of their code', () => {
  const loaded = loadedBy(resolve(source, 'create-heddle.ts'));
  const guarding = ['policies', 'pass-gate', 'policy-gate', 'policy-schema', 'policy-templates'];
  for (const name of guarding) {
    expect(loaded).not.toContain(resolve(source, `gate/${name}.ts`));
    expect(loadedBy(resolve(source, 'index.ts'))).toContain(resolve(source, `gate/${name}.ts`));
  }
});

const block: Policy = { key: 'no', effect: 'block', match: { unknownTool: true } };

it('policies are checked where they are written', () => {
  const wrong = [block, { ...block, key: 'q', effect: 'deny' }] as Policy[];
  expect(() => policies(wrong)).toThrow(ConfigError);
  expect(() => policies(wrong)).toThrow('policies[1].effect: ');
});

it('policies are in force in the mode, project and capabilities they are given', () => {
  const scoped: Policy = { ...block, key: 'scoped', match: {}, scope: { project: 'shop' } };
  const capabilities = [{ tool: { name: 'github.*' }, actions: ['*'], resources: ['*'] }];
  const runs = (mode: 'enforce' | 'monitor', options?: PoliciesOptions): boolean => {
    const gate = policies([block, scoped], options);
    const heddle = createHeddle({ mode, gate, transport: noop() });
    const merge = heddle.withTool('github.merge_pr', () => true);
    try {
      return heddle.run('r', merge);
    } catch (error) {
      expect(GuardBlockedError.isInstance(error)).toBe(true);
      return false;
    }
  };
  expect([runs('enforce'), runs('monitor')]).toEqual([false, true]);
  expect(runs('enforce', { capabilities })).toBe(true);
  expect(runs('enforce', { capabilities, project: 'shop' })).toBe(false);
});
