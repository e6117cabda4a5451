import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const program = fileURLToPath(new URL('../fixtures/rejections.ts', import.meta.url));

/** W-01: a rejection that nobody handles is as loud as it was, one that is handled as quiet. */
describe.each(['normal', 'strict'])('unhandled rejections, mode %s', (mode) => {
  test.each(['handled', 'unhandled'])('a rejection that is %s', (fate) => {
    const bare = run(mode, 'bare', fate);
    const wrapped = run(mode, 'wrapped', fate);
    expect(wrapped).toEqual(bare);
    const dies = mode === 'strict' && fate === 'unhandled';
    expect(bare.code).toBe(dies ? 1 : 0);
    if (mode === 'normal') expect(bare.output).toBe(`unhandled ${fate === 'unhandled' ? 1 : 0}`);
  });
});

function run(mode: string, how: string, fate: string): { code: number | null; output: string } {
  const flags = mode === 'strict' ? ['--unhandled-rejections=strict'] : [];
  const { status, stdout } = spawnSync(
    process.execPath,
    [...flags, '--import', 'tsx', program, how, fate],
    { encoding: 'utf8' },
  );
  return { code: status, output: stdout.trim() };
}
