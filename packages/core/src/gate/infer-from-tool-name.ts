import { higherRisk, type RiskLevel } from './gate.ts';
import { inferenceRules } from './inference-rules.ts';

/** What a tool presumably does, and to what. */
export interface Inference {
  readonly action: { readonly type: string; readonly riskLevel: RiskLevel };
  readonly resource: { readonly type: string };
  readonly riskLevel: RiskLevel;
}

/** What the host knows. What is left out is inferred. */
export interface KnownFacts {
  readonly action?: string;
  readonly resource?: string;
  readonly riskLevel?: RiskLevel;
}

export interface InferenceHints {
  /** Wins over every guess. */
  readonly known?: KnownFacts | undefined;
  /**
   * What somebody else says about the tool: `inferFromAnnotations` of its MCP server. Heard when
   * the name says nothing, or when the claim is of more risk.
   */
  readonly claim?: Inference | undefined;
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
  const { known, claim } = hints;
  const guess = fromWords(wordsOf(name));
  const heard =
    claim && higherRisk(guess?.riskLevel, claim.riskLevel) !== guess?.riskLevel ? claim : guess;
  const riskLevel = known?.riskLevel ?? heard?.riskLevel ?? 'medium';
  return {
    action: { type: known?.action ?? heard?.action.type ?? 'execute', riskLevel },
    resource: { type: known?.resource ?? guess?.resource.type ?? 'unknown' },
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

/** The words of a name and each pair of them joined (`CI/CD`), all also without a plural's s. */
function wordsOf(name: string): ReadonlySet<string> {
  const words = name
    .slice(0, MOST_CHARACTERS)
    .replace(/([a-z\d])([A-Z])|([A-Z])(?=[A-Z][a-z])/g, '$1$3 $2')
    .toLowerCase()
    .split(/[^a-z\d]+/);
  const pairs = words.map((word, i) => word + (words[i + 1] ?? ''));
  return new Set([...words, ...pairs].flatMap((word) => [word, word.replace(/s$/, '')]));
}

const MOST_CHARACTERS = 200;
