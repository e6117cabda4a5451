import { expect, it } from 'vitest';
import { temporaryFolder } from '../support/temporary.ts';
import { killTrial } from './kill-trial.ts';

// The long form: pnpm tsx packages/collector/test/kill/run.ts --long
it('loses no acknowledged event in 20 kills under load, and its sums stay right', async () => {
  const report = await killTrial(temporaryFolder(), 20, 1);
  expect(report).toMatchObject({ kills: 20, lost: 0, integrity: 'ok', sumsAgree: true });
  expect(report.acknowledged).toBeGreaterThan(0);
}, 240_000);
