/** A predicate of one of these operators, and what its `value` must be. */
const predicate = (operators: readonly string[], value: object): object => ({
  properties: { op: { enum: operators }, value },
  required: ['value'],
});

/**
 * JSON Schema (draft 2020-12) of a policy set, for editors, pages and servers that do not run our
 * code. It refuses what `definePolicy` refuses, except what a schema cannot say: repeated keys,
 * paths that are none, regular expressions that cannot be searched in linear time.
 */
export const policySchema: Readonly<Record<string, unknown>> = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  title: 'Heddle policy set',
  type: 'object',
  required: ['version', 'policies'],
  additionalProperties: false,
  properties: {
    version: {
      $ref: '#/$defs/text',
      description: 'Recorded in every decision that these policies lead to.',
    },
    policies: { type: 'array', items: { $ref: '#/$defs/policy' } },
  },
  $defs: {
    text: { type: 'string', minLength: 1 },
    texts: {
      description: 'One name or several, any of which will do. * stands for any characters.',
      anyOf: [
        { $ref: '#/$defs/text' },
        { type: 'array', items: { $ref: '#/$defs/text' }, minItems: 1 },
      ],
    },
    riskLevel: { enum: ['low', 'medium', 'high', 'critical'] },
    kind: { enum: ['tool', 'action', 'mcp', 'handoff'] },
    scalar: { type: ['string', 'number', 'boolean'] },
    policy: {
      type: 'object',
      required: ['key', 'effect', 'match'],
      additionalProperties: false,
      properties: {
        key: { $ref: '#/$defs/text', description: 'Unique in its set.' },
        description: { $ref: '#/$defs/text' },
        effect: { enum: ['allow', 'warn', 'block', 'require_approval'] },
        priority: {
          type: 'number',
          default: 0,
          description: 'The highest decides; among equals the strictest effect does.',
        },
        enabled: { type: 'boolean', default: true },
        mode: {
          enum: ['monitor', 'enforce'],
          default: 'enforce',
          description: 'monitor records what the policy says and never acts on it.',
        },
        scope: {
          type: 'object',
          additionalProperties: false,
          description: 'The agent’s own project and environment. Everywhere when absent.',
          properties: {
            project: { $ref: '#/$defs/texts' },
            environment: { $ref: '#/$defs/texts' },
          },
        },
        match: { $ref: '#/$defs/match' },
        reason: { $ref: '#/$defs/text', description: 'What the person who is stopped will read.' },
        approvalTimeoutMs: { type: 'number', minimum: 1, maximum: 2147483647, default: 300000 },
      },
    },
    match: {
      type: 'object',
      description: 'Everything named must hold. An empty object is about every call.',
      additionalProperties: false,
      properties: {
        kind: {
          anyOf: [
            { $ref: '#/$defs/kind' },
            { type: 'array', items: { $ref: '#/$defs/kind' }, minItems: 1 },
          ],
        },
        agent: { $ref: '#/$defs/texts' },
        tool: { $ref: '#/$defs/texts' },
        provider: { $ref: '#/$defs/texts' },
        action: { $ref: '#/$defs/texts' },
        actionName: { $ref: '#/$defs/texts' },
        resource: { $ref: '#/$defs/texts' },
        resourceId: { $ref: '#/$defs/texts' },
        environment: { $ref: '#/$defs/texts' },
        risk: {
          anyOf: [
            { $ref: '#/$defs/riskLevel' },
            { type: 'array', items: { $ref: '#/$defs/riskLevel' }, minItems: 1 },
            {
              type: 'object',
              required: ['atLeast'],
              additionalProperties: false,
              properties: { atLeast: { $ref: '#/$defs/riskLevel' } },
            },
          ],
        },
        arguments: { type: 'array', items: { $ref: '#/$defs/argumentPredicate' } },
        unknownTool: { const: true },
        undeclaredCapability: { const: true },
        rate: {
          type: 'object',
          required: ['calls', 'per'],
          additionalProperties: false,
          properties: {
            calls: { type: 'integer', minimum: 0, maximum: 10000 },
            per: { enum: ['run', 'minute', 'hour'] },
          },
        },
        budget: {
          type: 'object',
          required: ['costUsd', 'per'],
          additionalProperties: false,
          properties: {
            costUsd: { type: 'number', minimum: 0 },
            per: { enum: ['run', 'session', 'day'] },
          },
        },
      },
    },
    argumentPredicate: {
      type: 'object',
      required: ['path', 'op'],
      additionalProperties: false,
      properties: {
        path: {
          $ref: '#/$defs/text',
          description: 'branch, items[0].id, items[*].id, [1].force, or ** for every value.',
        },
        op: true,
        value: true,
        ignoreCase: { type: 'boolean', default: false },
      },
      anyOf: [
        predicate(['equals', 'not_equals'], { $ref: '#/$defs/scalar' }),
        predicate(['in'], { type: 'array', items: { $ref: '#/$defs/scalar' } }),
        predicate(['contains', 'starts_with', 'ends_with', 'matches'], { $ref: '#/$defs/text' }),
        predicate(['gt', 'gte', 'lt', 'lte'], { type: 'number' }),
        { properties: { op: { enum: ['exists', 'absent'] }, value: false } },
      ],
    },
  },
};
