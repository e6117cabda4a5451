/** One thing that is wrong with an event. */
export interface Problem {
  /** Where: `events[2].usage.inputTokens`, in the spelling the event came in. */
  readonly path: string;
  /** What should be there: `a whole number of at least 0`. */
  readonly expected: string;
  /** What is there instead: `a string`. Contents are shown only where a word was expected. */
  readonly found: string;
  /** How to put it right, where that is known. */
  readonly fix?: string;
  /** All of it in one sentence. */
  readonly message: string;
}

/** What one look at one event brings to light. */
export interface Findings {
  /** Where the event is in what was given: `events[2]`, or nothing for a lone event. */
  readonly root: string;
  readonly problems: Problem[];
  readonly warnings: string[];
  /** The objects around the value being looked at: a circle is seen when one comes again. */
  readonly around: object[];
  /** Members of lists and records looked at so far. Hostile input must not keep the looker busy. */
  visited: number;
  /** The same for the insides of JSON values, which are the host's own affair. */
  visitedJson: number;
}

/** After so many problems the rest would not be read. */
const maxProblems = 50;
const maxVisits = 20_000;

export function startFindings(root: string): Findings {
  return { root, problems: [], warnings: [], around: [], visited: 0, visitedJson: 0 };
}

/** Counts a member; false, with a problem, when there are too many to vouch for the event. */
export function visit(path: string, findings: Findings): boolean {
  findings.visited += 1;
  if (findings.visited <= maxVisits) return true;
  if (findings.visited === maxVisits + 1) {
    addProblem(findings, path, `at most ${maxVisits} members in all lists`, 'more of them');
  }
  return false;
}

/** Counts a value inside JSON; false when enough was seen to believe the rest. */
export function visitJson(findings: Findings): boolean {
  findings.visitedJson += 1;
  return findings.visitedJson <= maxVisits;
}

export function addProblem(
  findings: Findings,
  path: string,
  expected: string,
  found: string,
  fix?: string,
): void {
  if (findings.problems.length >= maxProblems) return;
  const where = join(findings.root, path) || 'event';
  const sentence = `${where}: expected ${expected}, found ${found}.`;
  findings.problems.push(
    fix === undefined
      ? { path: where, expected, found, message: sentence }
      : { path: where, expected, found, fix, message: `${sentence} ${fix}` },
  );
}

function join(root: string, path: string): string {
  return root && path ? `${root}.${path}` : root || path;
}
