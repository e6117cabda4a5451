import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own under the system's, without a clean-up. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'heddle-collector-'));
}
