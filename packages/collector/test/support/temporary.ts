import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder of its own under the system's, without a clean-up. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'heddle-collector-'));
}

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
