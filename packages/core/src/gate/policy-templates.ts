import type { Policy } from './policy.ts';

export type PolicyTemplateKey =
  | 'prod-secrets'
  | 'prod-deploys'
  | 'prod-database'
  | 'prod-shell'
  | 'prod-merge'
  | 'require-approval-unknown-mcp-tools';

const production = ['prod', 'production', 'prod-*', 'production-*'];
/** `rm -rf`, `find … -delete` and their like, in one text. */
const destructive =
  '\\brm\\s+(-\\S+\\s+)*(-[a-z]*[rf]|--recursive|--force)|\\bfind\\b.*-delete\\b|' +
  '\\b(mkfs|shred)\\b|\\bdd\\b.*\\bof=/dev/';
const changes = ['create', 'update', 'delete', 'write', 'execute', 'merge'];

/**
 * Guardrails to start from, by the keys of the seeds. The `prod-` ones hold where the resource, or
 * else the agent, says that its environment is production: an agent that states no environment is
 * not guarded by them.
 *
 * @example
 * policyGate({ mode: 'enforce', policies: [...policyTemplates['prod-merge']] });
 */
export const policyTemplates: Readonly<Record<PolicyTemplateKey, readonly Policy[]>> = {
  'prod-secrets': [
    {
      key: 'prod-secrets',
      description: 'Reads of secrets and vaults in production.',
      effect: 'require_approval',
      match: { resource: 'secret', environment: production },
      reason: 'A person approves access to production secrets.',
    },
  ],
  'prod-deploys': [
    {
      key: 'prod-deploys',
      description: 'Deployments, releases and pipelines in production.',
      effect: 'require_approval',
      match: {
        resource: ['deployment_event', 'pipeline_run'],
        action: [...changes, 'deploy'],
        environment: production,
      },
      reason: 'A person approves what goes to production.',
    },
  ],
  'prod-database': [
    {
      key: 'prod-database',
      description: 'Writes and schema changes in production databases.',
      effect: 'require_approval',
      match: { resource: 'database_record', action: changes, environment: production },
      reason: 'A person approves changes of production data.',
    },
  ],
  'prod-shell': [
    {
      key: 'prod-shell',
      description: 'Deleting shell commands in production, by what the call states.',
      effect: 'block',
      match: { resource: 'shell_command', action: 'delete', environment: production },
      reason: 'Destructive shell commands do not run in production.',
    },
    {
      key: 'prod-shell-command',
      description: 'Destructive shell commands in production, by what the arguments say.',
      effect: 'block',
      match: {
        resource: 'shell_command',
        environment: production,
        arguments: [{ path: '**', op: 'matches', value: destructive, ignoreCase: true }],
      },
      reason: 'Destructive shell commands do not run in production.',
    },
  ],
  'prod-merge': [
    {
      key: 'prod-merge',
      description: 'Merges into production branches.',
      effect: 'require_approval',
      match: { action: 'merge', environment: production },
      reason: 'A person approves merges into production.',
    },
  ],
  'require-approval-unknown-mcp-tools': [
    {
      key: 'require-approval-unknown-mcp-tools',
      description: 'Tools of MCP servers that no capability declares.',
      effect: 'require_approval',
      match: { kind: 'mcp', unknownTool: true },
      reason: 'Nobody has declared this tool yet.',
    },
  ],
};
