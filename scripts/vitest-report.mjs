import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

import { root } from './run.mjs';

/**
 * The parts of vitest's JSON report that we read.
 *
 * @typedef {object} VitestReport
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {{ name: string, status: string, message: string, assertionResults: { status: string, fullName: string, failureMessages?: string[] }[] }[]} testResults
 */

const SHOWN = 20;
const LINES_EACH = 20;

/**
 * Counts what a run of vitest counted, and a file that could not be loaded as one failure more. When
 * everything breaks at once, vitest prints a wall; this is what a person can read of it.
 *
 * @param {VitestReport} report
 * @returns {import('./steps.mjs').StepResult & { failed: number }}
 */
export function readReport(report) {
  const failures = report.testResults.flatMap(({ name, status, message, assertionResults }) => {
    const file = relative(root, name);
    const failed = assertionResults.filter((test) => test.status === 'failed');
    if (failed.length === 0 && status === 'failed') return [show(file, message)];
    return failed.map((test) =>
      show(`${file} > ${test.fullName}`, (test.failureMessages ?? []).join('\n')),
    );
  });
  const counts = {
    passed: report.numPassedTests,
    failed: failures.length,
    skipped: report.numPendingTests + report.numTodoTests,
  };
  if (failures.length === 0) return counts;
  const rest = failures.length - SHOWN;
  const more = rest > 0 ? [`… and ${rest} more`] : [];
  return { ...counts, detail: [...failures.slice(0, SHOWN), ...more].join('\n\n') };
}

/**
 * @param {string} title
 * @param {string} message
 */
function show(title, message) {
  const lines = stripVTControlCharacters(message).trimEnd().split('\n');
  const own = lines.filter((line) => !/^ +at .*node_modules/.test(line)).slice(0, LINES_EACH);
  return [title, ...own.map((line) => `  ${line}`)].join('\n');
}
