import { pnpm } from './pnpm.mjs';
import { StepFailure } from './steps.mjs';

/** Installs exactly what the lockfile says. */
export async function install() {
  const { code, output } = await pnpm(['install', '--frozen-lockfile']);
  if (code !== 0) throw new StepFailure(output);
}
