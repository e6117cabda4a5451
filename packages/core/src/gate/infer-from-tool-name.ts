import { higherRisk, type RiskLevel } from './gate.ts';
import { compileGlob } from './glob.ts';
import { inferFromAnnotations, type ToolAnnotations } from './infer-from-annotations.ts';
import { inferenceRules } from './inference-rules.ts';

/** What a tool presumably does, and to what. */
export interface Inference {
  readonly action: { readonly type: string; readonly riskLevel: RiskLevel };
  readonly resource: { readonly type: string };
  readonly riskLevel: RiskLevel;
}

/** What the host knows better. What is left out is inferred. */
export interface KnownFacts {
  readonly action?: string;
  readonly resource?: string;
  readonly riskLevel?: RiskLevel;
}

export interface InferenceHints {
  /**
   * The host's own rules, which win: a function, or a table whose keys may hold `*`. A function
   * that throws has nothing to say.
   */
  readonly rules?:
    | ((name: string) => KnownFacts | undefined)
    | Readonly<Record<string, KnownFacts>>;
  /** What an MCP server says. Heard when the name says nothing, or when it speaks of more risk. */
  readonly annotations?: ToolAnnotations;
}

/**
 * Infers action, resource and risk from a tool's name, by whole words: `merge_pr` and `mergePr`
 * hold `pr`, `prepare` does not. Verbs say the action, nouns the resource, and of several verbs the
 * most dangerous counts. The risk is the highest of all words; reading is low, unless what is read
 * is critical. It is a guess: state the facts where policies are enforced.
 *
 * The rules are the table "Action and resource metadata" of the seeds' documentation, and what
 * their code knows beyond it.
 *
 * @example
 * inferFromToolName('github.merge_pr'); // merges a code_repository, risk high
 */
export function inferFromToolName(name: string, hints: InferenceHints = {}): Inference {
  const guess = fromWords(wordsOf(name));
  const claim = hints.annotations && inferFromAnnotations(hints.annotations);
  const isHeard =
    claim && (!guess || higherRisk(guess.riskLevel, claim.riskLevel) !== guess.riskLevel);
  const heard = isHeard ? claim : guess;
  const known = knownFacts(name, hints.rules) ?? {};
  const riskLevel = known.riskLevel ?? heard?.riskLevel ?? 'medium';
  return {
    action: { type: known.action ?? heard?.action.type ?? 'execute', riskLevel },
    resource: { type: known.resource ?? guess?.resource.type ?? 'unknown' },
    riskLevel,
  };
}

function fromWords(words: ReadonlySet<string>): Inference | undefined {
  const found = inferenceRules.filter((rule) =>
    rule.words.split(' ').some((word) => words.has(word)),
  );
  const verb = found.find((rule) => rule.as !== 'noun');
  const noun = found.find((rule) => rule.as !== 'verb');
  const says = verb ?? noun;
  if (!says) return undefined;
  const isHarmless = says.action === 'read' && noun?.risk !== 'critical';
  const riskLevel = isHarmless ? 'low' : found.map((rule) => rule.risk).reduce(higherRisk);
  return {
    action: { type: says.action, riskLevel },
    resource: { type: (noun ?? says).resource },
    riskLevel,
  };
}

/** The words of a name, without a plural's s, and each pair joined: `pull_request`, `CI/CD`. */
function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .slice(0, MOST_CHARACTERS)
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/)
    .map((word) => word.replace(/([^s])s$/, '$1'));
  return new Set([...words, ...words.map((word, i) => word + (words[i + 1] ?? ''))]);
}

const MOST_CHARACTERS = 200;

function knownFacts(name: string, rules: InferenceHints['rules']): KnownFacts | undefined {
  if (typeof rules !== 'function') {
    const patterns = Object.keys(rules ?? {});
    const pattern =
      patterns.find((each) => each === name) ?? patterns.find((each) => compileGlob(each)(name));
    return pattern === undefined ? undefined : rules?.[pattern];
  }
  try {
    return rules(name);
  } catch {
    return undefined;
  }
}
