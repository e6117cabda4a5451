import { compileGlob } from './glob.ts';
import {
  inferFromToolName,
  type Inference,
  type InferenceHints,
  type KnownFacts,
} from './infer-from-tool-name.ts';

/** A host's own rules: a function, or a table whose keys are names or patterns with `*`. */
export type InferenceRules =
  | ((name: string) => KnownFacts | undefined)
  | Readonly<Record<string, KnownFacts>>;

/**
 * Puts a host's rules before the built-in ones; what they leave out is inferred. An exact name is
 * looked up before patterns, and those in their order. A function that throws has nothing to say.
 *
 * @example
 * createHeddle({ inferAction: inferByRules({ 'billing.*': { resource: 'invoice', riskLevel: 'high' } }) });
 */
export function inferByRules(
  rules: InferenceRules,
): (name: string, hints?: Pick<InferenceHints, 'claim'>) => Inference {
  const lookUp = typeof rules === 'function' ? guarded(rules) : tableOf(rules);
  return (name, hints) => inferFromToolName(name, { ...hints, known: lookUp(name) });
}

type LookUp = (name: string) => KnownFacts | undefined;

function tableOf(rules: Readonly<Record<string, KnownFacts>>): LookUp {
  const exact = new Map(Object.entries(rules));
  const patterns = Object.entries(rules).map(
    ([pattern, facts]) => [compileGlob(pattern), facts] as const,
  );
  return (name) => exact.get(name) ?? patterns.find(([matches]) => matches(name))?.[1];
}

const guarded =
  (rules: LookUp): LookUp =>
  (name) => {
    try {
      return rules(name);
    } catch {
      return undefined;
    }
  };
