import type { RiskLevel } from './gate.ts';

/** What some words of a tool's name say. */
interface InferenceRule {
  readonly words: string;
  /** Where two rules apply, the verb says the action and the noun the resource. */
  readonly as: 'verb' | 'noun' | 'both';
  readonly action: string;
  readonly resource: string;
  readonly risk: RiskLevel;
}

const rule = (
  as: InferenceRule['as'],
  words: string,
  [action, resource, risk]: readonly [string, string, RiskLevel],
): InferenceRule => ({ words, as, action, resource, risk });

/**
 * The first rule that applies wins, so the verbs stand in the order of how dangerous they are. For
 * words of the seeds' documentation the row is theirs; `remove`, `mysql` and the like are ours.
 */
export const inferenceRules: readonly InferenceRule[] = /* @__PURE__ */ (() => [
  rule('verb', 'rm delete destroy remove drop purge', ['delete', 'shell_command', 'critical']),
  rule('both', 'deploy release deployment', ['execute', 'deployment_event', 'high']),
  rule('both', 'merge', ['merge', 'code_repository', 'high']),
  rule('verb', 'execute run trigger', ['execute', 'internal_api', 'high']),
  rule('verb', 'send notify', ['communicate', 'communication_event', 'medium']),
  rule('verb', 'update edit write set patch rotate', ['update', 'unknown', 'medium']),
  rule('verb', 'create add insert upload', ['create', 'unknown', 'medium']),
  rule('verb', 'search read get list find fetch', ['read', 'unknown', 'low']),
  rule('noun', 'vault secret', ['read', 'secret', 'critical']),
  rule('noun', 'db postgres postgresql sql mysql database', ['update', 'database_record', 'high']),
  rule('noun', 'pipeline cicd', ['execute', 'pipeline_run', 'high']),
  rule('noun', 'shell bash command', ['execute', 'shell_command', 'high']),
  rule('noun', 'message email slack', ['communicate', 'communication_event', 'medium']),
  rule('noun', 'ticket issue', ['read', 'work_item', 'low']),
  rule('noun', 'pullrequest changerequest pr', ['create', 'change_request', 'medium']),
  rule('noun', 'github', ['merge', 'code_repository', 'high']),
  rule('noun', 'incident', ['read', 'incident', 'low']),
  rule('noun', 'file', ['read', 'file', 'low']),
  rule('noun', 'admin', ['execute', 'internal_api', 'critical']),
])();
