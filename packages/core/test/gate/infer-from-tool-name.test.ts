import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inferFromAnnotations } from '../../src/gate/infer-from-annotations.ts';
import { inferByRules, type InferenceRules } from '../../src/gate/infer-by-rules.ts';
import { inferFromToolName, type Inference } from '../../src/gate/infer-from-tool-name.ts';

const infer = (
  name: string,
  hints: { rules?: InferenceRules; claim?: Inference | undefined } = {},
) => {
  const { action, resource, riskLevel } = hints.rules
    ? inferByRules(hints.rules)(name)
    : inferFromToolName(name, hints);
  expect(action.riskLevel).toBe(riskLevel);
  return [action.type, resource.type, riskLevel].join(' ');
};

describe('a tool’s name', () => {
  it.each([
    // The table of the seeds' documentation, row by row.
    ['deploy', 'execute deployment_event high'],
    ['release', 'execute deployment_event high'],
    ['vault', 'read secret critical'],
    ['secret', 'read secret critical'],
    ['db', 'update database_record high'],
    ['postgres', 'update database_record high'],
    ['sql', 'update database_record high'],
    ['merge', 'merge code_repository high'],
    ['github', 'merge code_repository high'],
    ['pipeline', 'execute pipeline_run high'],
    ['cicd', 'execute pipeline_run high'],
    ['search', 'read unknown low'],
    ['read', 'read unknown low'],
    ['get', 'read unknown low'],
    ['rm', 'delete shell_command critical'],
    ['delete', 'delete shell_command critical'],
    ['destroy', 'delete shell_command critical'],
    // The five scenarios of their guardrail packs.
    ['deploy.release', 'execute deployment_event high'],
    ['vault.read', 'read secret critical'],
    ['db.update', 'update database_record high'],
    ['github.merge_pr', 'merge code_repository high'],
    ['shell.rm_rf', 'delete shell_command critical'],
    // What their code has beyond the table.
    ['trigger_pipeline', 'execute pipeline_run high'],
    ['send_email', 'communicate communication_event medium'],
    ['notifySlack', 'communicate communication_event medium'],
    ['ticket', 'read work_item low'],
    ['pull_request', 'create change_request medium'],
    ['incident', 'read incident low'],
    ['run', 'execute internal_api high'],
    ['admin', 'execute internal_api critical'],
  ])('%s: %s', (name, expected) => {
    expect(infer(name)).toBe(expected);
  });

  it.each([
    ['delete_secret', 'delete secret critical'],
    ['get_secret', 'read secret critical'],
    ['rotateSecret', 'update secret critical'],
    ['db.readRows', 'read database_record low'],
    ['getAndDeleteUser', 'delete shell_command critical'],
    ['github.create_issue', 'create work_item high'],
    ['list_pull_requests', 'read change_request low'],
    ['admin_get_users', 'read internal_api critical'],
    ['CI/CD: run', 'execute pipeline_run high'],
    ['filesystem.read_file', 'read file low'],
  ])(
    'of several words gives the verb’s action and the noun’s resource: %s: %s',
    (name, expected) => {
      expect(infer(name)).toBe(expected);
    },
  );

  it.each([
    'prepare',
    'widget',
    'budget',
    'forget',
    'format_text',
    'confirm',
    'address',
    'dbt',
    'already',
    'thread',
    'emergent',
    'summarise',
    'access',
    '',
    '日本語',
  ])('that only contains the letters of a word says nothing: %s', (name) => {
    expect(infer(name)).toBe('execute unknown medium');
  });

  it.each(['delete_users', 'deleteUsers', 'DELETE-USERS', 'users.delete', 'HTTPDelete', 'Delete'])(
    'may be written in any case: %s',
    (name) => {
      expect(inferFromToolName(name).action.type).toBe('delete');
    },
  );

  it('is understood whatever it is, and however long', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 500 }), (name) => {
        expect(infer(name)).toMatch(/^\w+ \w+ (low|medium|high|critical)$/);
      }),
    );
    expect(infer('A'.repeat(1_000_000))).toBe('execute unknown medium');
  });
});

describe('the host’s own rules', () => {
  it('win, and leave the rest to inference', () => {
    const rules = {
      'billing.*': { action: 'create', riskLevel: 'high' },
      'billing.get': {},
    } as const;
    expect(infer('billing.delete_invoice', { rules })).toBe('create shell_command high');
    expect(infer('billing.get', { rules })).toBe('read unknown low');
    expect(infer('other.get', { rules })).toBe('read unknown low');
  });

  it('may be a function, which has nothing to say when it throws', () => {
    const rules = (name: string) => {
      if (name === 'x') return { resource: 'invoice' };
      if (name === 'y') return undefined;
      throw new Error('no');
    };
    expect(infer('x', { rules })).toBe('execute invoice medium');
    expect(infer('y', { rules })).toBe('execute unknown medium');
    expect(infer('get_z', { rules })).toBe('read unknown low');
  });
});

describe('an MCP server’s annotations', () => {
  it.each([
    [{ readOnlyHint: true }, 'read low'],
    [{ readOnlyHint: true, destructiveHint: true }, 'read low'],
    [{ destructiveHint: true }, 'delete high'],
    [{ destructiveHint: false }, 'create medium'],
    [{ destructiveHint: false, idempotentHint: true }, 'update medium'],
    [{ readOnlyHint: false }, 'update high'],
    [{ readOnlyHint: false, destructiveHint: false }, 'create medium'],
  ])('%j: %s', (annotations, expected) => {
    const inference = inferFromAnnotations(annotations)!;
    expect(`${inference.action.type} ${inference.riskLevel}`).toBe(expected);
  });

  it('that say neither say nothing', () => {
    expect(inferFromAnnotations({})).toBeUndefined();
    expect(inferFromAnnotations({ openWorldHint: true, idempotentHint: true })).toBeUndefined();
  });

  it('are heard where the name says nothing', () => {
    expect(infer('process', { claim: inferFromAnnotations({ readOnlyHint: true }) })).toBe(
      'read unknown low',
    );
  });

  it('can make a tool look riskier than its name, and never safer', () => {
    expect(infer('get_file', { claim: inferFromAnnotations({ destructiveHint: true }) })).toBe(
      'delete file high',
    );
    expect(infer('delete_all', { claim: inferFromAnnotations({ readOnlyHint: true }) })).toBe(
      'delete shell_command critical',
    );
  });
});
