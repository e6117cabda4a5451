import { addProblem, type Findings } from './problem.ts';

/** JSON writers and readers recurse; far below their limits, and far above an honest payload. */
const maxDepth = 200;

/** Steps into an object; false, with a problem, when it must not be entered. */
export function enter(value: object, path: string, findings: Findings): boolean {
  const { around } = findings;
  if (around.includes(value)) {
    addProblem(
      findings,
      path,
      'a JSON value',
      'a circle',
      'Leave out the reference that closes it.',
    );
    return false;
  }
  if (around.length >= maxDepth) {
    addProblem(findings, path, `at most ${maxDepth} levels of nesting`, 'more of them');
    return false;
  }
  around.push(value);
  return true;
}

export function leave(findings: Findings): void {
  findings.around.pop();
}
