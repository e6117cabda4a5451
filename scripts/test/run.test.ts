import { describe, expect, it } from 'vitest';

import { run } from '../run.mjs';

describe('run', () => {
  it('gives back the exit code and what was said on both channels', async () => {
    const code = 'console.log("out"); console.error("err"); process.exit(3)';
    const result = await run(process.execPath, ['-e', code]);
    expect(result.code).toBe(3);
    expect(result.output).toContain('out');
    expect(result.output).toContain('err');
  });

  it('takes a command that is not there for one that failed', async () => {
    expect((await run('no-such-command-here', [])).code).toBe(127);
  });

  it('kills what hangs, and says so', async () => {
    const hang = 'setInterval(() => {}, 1000)';
    const { code, output } = await run(process.execPath, ['-e', hang], { timeoutMs: 200 });
    expect(code).not.toBe(0);
    expect(output).toContain('killed after 0.2 s');
  });

  it('takes down what the command left behind', async () => {
    // The one left behind holds our pipe: unless it is killed, the output never ends.
    const leave = `
      const { spawn } = require('node:child_process');
      spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], { stdio: 'inherit' }).unref();
    `;
    const { code, output } = await run(process.execPath, ['-e', leave], { timeoutMs: 10_000 });
    expect(code).toBe(0);
    expect(output).not.toContain('killed after');
  });
});
