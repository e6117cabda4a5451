import { describe, expect, it } from 'vitest';
import type { GateRequest } from '../../src/gate/gate.ts';
import { inferFromToolName } from '../../src/gate/infer-from-tool-name.ts';
import { policyGate } from '../../src/gate/policy-gate.ts';
import { policyTemplates, type PolicyTemplateKey } from '../../src/gate/policy-templates.ts';

/** A call of which nothing is known but the tool's name, in production. */
const called = (name: string, different: Partial<GateRequest> = {}): GateRequest => ({
  kind: 'tool',
  agentKey: 'agent',
  environment: 'production',
  tool: { name },
  ...inferFromToolName(name),
  args: [],
  ...different,
});

const decided = (template: PolicyTemplateKey, request: GateRequest) =>
  policyGate({ mode: 'enforce', policies: policyTemplates[template] }).evaluate(request)
    ?.enforcementAction ?? 'nothing';

describe('a template', () => {
  it.each<[PolicyTemplateKey, string, string]>([
    ['prod-secrets', 'vault.read', 'wait_for_approval'],
    ['prod-secrets', 'search', 'nothing'],
    ['prod-deploys', 'deploy.release', 'wait_for_approval'],
    ['prod-deploys', 'trigger_pipeline', 'wait_for_approval'],
    ['prod-deploys', 'get_pipeline', 'nothing'],
    ['prod-database', 'db.update', 'wait_for_approval'],
    ['prod-database', 'db.read', 'nothing'],
    ['prod-shell', 'shell.rm_rf', 'block'],
    ['prod-shell', 'bash', 'nothing'],
    ['prod-merge', 'github.merge_pr', 'wait_for_approval'],
    ['prod-merge', 'github.get_pr', 'nothing'],
  ])('%s on %s: %s', (template, name, expected) => {
    expect(decided(template, called(name))).toBe(expected);
    expect(decided(template, called(name, { environment: 'staging' }))).toBe('nothing');
  });

  it.each([
    ['rm -rf /', 'block'],
    ['cd /tmp && RM  -v -Rf x', 'block'],
    ['rm --recursive build', 'block'],
    ['find . -name "*.log" -delete', 'block'],
    ['mkfs.ext4 /dev/sda', 'block'],
    ['dd if=/dev/zero of=/dev/sda', 'block'],
    ['rm notes.txt', 'nothing'],
    ['npm run format -- -r', 'nothing'],
    ['ls -lf', 'nothing'],
  ])('prod-shell on the command %j: %s', (command, expected) => {
    expect(decided('prod-shell', called('bash', { args: [{ command }] }))).toBe(expected);
  });

  it('asks about MCP tools that nobody declared, in every environment', () => {
    const policies = policyTemplates['require-approval-unknown-mcp-tools'];
    const request = called('crm.find', { kind: 'mcp', environment: 'laptop' });
    const capabilities = [{ tool: { name: 'crm.*' }, actions: ['read'], resources: ['*'] }];
    const decide = (options: object) =>
      policyGate({ mode: 'enforce', policies, ...options }).evaluate(request)?.enforcementAction;
    expect(decide({})).toBe('wait_for_approval');
    expect(decide({ capabilities })).toBeUndefined();
    expect(decided('require-approval-unknown-mcp-tools', called('crm.find'))).toBe('nothing');
  });
});
