import { rmSync } from 'node:fs';
import { onTestFinished } from 'vitest';
import { newFolder } from './temporary-folder.ts';

/** A folder that goes with the test. */
export function temporaryFolder(): string {
  const folder = newFolder();
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
