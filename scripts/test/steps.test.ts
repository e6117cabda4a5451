import { expect, it } from 'vitest';

import { StepFailure, createSteps } from '../steps.mjs';

function listenedSteps() {
  let printed = '';
  const steps = createSteps({ write: (text) => void (printed += text), now: () => 0 });
  return { steps, printed: () => printed };
}

it('closes with a line of its own that says what passed and what failed', async () => {
  const { steps, printed } = listenedSteps();
  await steps.step('lint', () => {});
  await steps.step('tests', () => ({ passed: 41, failed: 0, skipped: 0 }));
  expect(steps.finish()).toBe(0);
  expect(printed()).toMatch(/^42 passed, 0 failed$/m);
});

it('shows what went wrong under the step it happened in, goes on, and fails at the end', async () => {
  const { steps, printed } = listenedSteps();
  const went = await steps.step('types', () => {
    throw new StepFailure('a.ts(1,1): wrong');
  });
  await steps.step('tests', () => ({ passed: 2, failed: 1, skipped: 3, detail: 'it hurts' }));
  expect(went).toBe(false);
  expect(steps.finish()).toBe(1);
  expect(printed()).toMatch(/types +FAILED +0\.0 s\n +a\.ts\(1,1\): wrong/);
  expect(printed()).toMatch(/tests +FAILED +0\.0 s\n +it hurts/);
  expect(printed()).toMatch(/^2 passed, 2 failed, 3 skipped$/m);
});

it('takes a run in which nothing was tested for a failed one', async () => {
  const { steps } = listenedSteps();
  await steps.step('generated files', () => ({ skipped: 1 }));
  expect(steps.finish()).toBe(1);
});

it('keeps a long output to its end, where the reason is', async () => {
  const { steps, printed } = listenedSteps();
  const output = Array.from({ length: 1000 }, (_, line) => `line ${line}`).join('\n');
  await steps.step('tests', () => {
    throw new StepFailure(output);
  });
  expect(printed()).toContain('… 700 lines before');
  expect(printed()).toContain('line 999');
  expect(printed()).not.toContain('line 699\n');
});
