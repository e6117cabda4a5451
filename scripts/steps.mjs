/**
 * @typedef {object} StepResult
 * @property {number} [passed] how many tests the step stands for; 1 when it says nothing
 * @property {number} [failed]
 * @property {number} [skipped]
 * @property {string} [note] half a line that is worth reading although all is well
 * @property {string} [detail] what to print under the line, all of it
 */

/** A step went wrong, and this is what a person needs to see of it. */
export class StepFailure extends Error {
  /** @param {string} output */
  constructor(output) {
    super(output);
    this.name = 'StepFailure';
  }
}

const LINES_SHOWN = 300;

/**
 * Runs things one after the other, says one line about each, and prints what went wrong under the
 * line it happened in. Counts, so that the last line can say `N passed, N failed`.
 *
 * @example
 * const steps = createSteps();
 * await steps.step('lint', async () => ({ note: '812 files' }));
 * steps.finish(); // lint  0.4 s  812 files … 1 passed, 0 failed
 *
 * @param {{ write?: (text: string) => void, now?: () => number }} [world]
 */
export function createSteps({
  write = (text) => void process.stdout.write(text),
  now = () => performance.now(),
} = {}) {
  const tally = { passed: 0, failed: 0, skipped: 0 };

  return {
    /**
     * @param {string} name
     * @param {() => StepResult | void | Promise<StepResult | void>} work throws when the step fails
     * @returns {Promise<boolean>} whether all went well
     */
    async step(name, work) {
      // The name comes first and its end later: a step that hangs has said who it is.
      write(`  ${name.padEnd(28)}`);
      const started = now();
      const { passed = 0, failed = 0, skipped = 0, note, detail } = await outcome(work);
      tally.passed += passed;
      tally.failed += failed;
      tally.skipped += skipped;

      const mark = failed > 0 ? 'FAILED' : passed === 0 && skipped > 0 ? 'skipped' : 'ok';
      const seconds = ((now() - started) / 1000).toFixed(1).padStart(6);
      write(`${mark.padEnd(8)}${seconds} s${note === undefined ? '' : `  ${note}`}\n`);
      if (detail !== undefined) write(`${indent(lastLines(detail))}\n`);
      return failed === 0;
    },

    /** Prints the closing line and gives back the exit code. */
    finish() {
      const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
      write(`\n${tally.passed} passed, ${tally.failed} failed${skipped}\n`);
      return tally.failed > 0 || tally.passed === 0 ? 1 : 0;
    },
  };
}

/**
 * @param {() => StepResult | void | Promise<StepResult | void>} work
 * @returns {Promise<StepResult>}
 */
async function outcome(work) {
  try {
    const result = (await work()) ?? {};
    const counted = [result.passed, result.failed, result.skipped].some((n) => n !== undefined);
    return counted ? result : { ...result, passed: 1 };
  } catch (error) {
    const detail =
      error instanceof StepFailure
        ? error.message
        : error instanceof Error
          ? error.stack
          : undefined;
    return { failed: 1, detail: detail ?? String(error) };
  }
}

/** @param {string} text */
function lastLines(text) {
  const lines = text.trimEnd().split('\n');
  if (lines.length <= LINES_SHOWN) return text.trimEnd();
  return [`… ${lines.length - LINES_SHOWN} lines before`, ...lines.slice(-LINES_SHOWN)].join('\n');
}

/** @param {string} text */
function indent(text) {
  return text.replace(/^/gm, '      ');
}
