import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';

/**
 * The paths a tsconfig file references. Such a file may carry comments, so TypeScript reads it; it
 * is loaded only now, because `npm test` starts before anything is installed.
 *
 * @param {string} path
 * @returns {string[]}
 */
export function readReferences(path) {
  /** @type {import('typescript')} */
  const typescript = createRequire(import.meta.url)('typescript');
  const { config, error } = typescript.parseConfigFileTextToJson(path, readFileSync(path, 'utf8'));
  if (error !== undefined) {
    throw new Error(`${path}: ${typescript.flattenDiagnosticMessageText(error.messageText, '\n')}`);
  }
  return (config.references ?? []).map(
    (/** @type {{ path: string }} */ reference) => reference.path,
  );
}
