import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { startCollector } from '../support/collector.ts';

const page = readFileSync(new URL('../../../../docs/wire/http.md', import.meta.url), 'utf8');
const run = promisify(execFile);

interface Example {
  readonly command: string;
  /** What the page says comes back; `…` stands for anything. */
  readonly answer: unknown;
}

function examplesOf(markdown: string): Example[] {
  const blocks = [...markdown.matchAll(/```(sh|json)\n([\s\S]*?)```/g)];
  return blocks.flatMap(([, language, text = ''], index) => {
    if (language !== 'sh') return [];
    const next = blocks[index + 1];
    return [
      {
        command: text,
        answer: next?.[1] === 'json' ? (JSON.parse(next[2] ?? '') as unknown) : undefined,
      },
    ];
  });
}

const anyText: unknown = expect.any(String);

/** The page shows parts of answers: whatever it shows must be there. */
function shown(answer: unknown): unknown {
  if (answer === '…') return anyText;
  if (typeof answer === 'string' && answer.includes('hd_…')) return answer;
  if (Array.isArray(answer)) return answer.map(shown);
  if (typeof answer !== 'object' || answer === null) return answer;
  return expect.objectContaining(
    Object.fromEntries(Object.entries(answer).map(([key, part]) => [key, shown(part)])),
  ) as unknown;
}

it('answers every curl command of docs/wire/http.md as the page says', async () => {
  const collector = await startCollector();
  const examples = examplesOf(page);
  expect(examples.length).toBeGreaterThan(18);
  for (const { command, answer } of examples) {
    const { stdout } = await run('sh', [
      '-c',
      command.replaceAll('http://127.0.0.1:4319', collector.url),
    ]);
    expect({ command, said: stdout.length > 0 }).toEqual({ command, said: true });
    if (answer === undefined) continue;
    expect({ command, answer: JSON.parse(stdout) as unknown }).toEqual({
      command,
      answer: shown(answer),
    });
  }
});

it('names every route there is', async () => {
  const collector = await startCollector();
  const unnamed = collector.routes
    .map(({ path }) => path)
    .filter((path) => !page.includes(path))
    .filter((path) => path !== '/v1/session');
  expect(unnamed).toEqual([]);
});
