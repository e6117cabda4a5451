import { recorder } from '@heddle/testing';
import { expect, it } from 'vitest';
import { policies } from '../../src/index.ts';

it.each([
  [{}, { type: 'delete', riskLevel: 'critical' }],
  [{ riskLevel: 'low' }, { type: 'delete', riskLevel: 'low' }],
  [{ action: 'update' }, { type: 'update', riskLevel: 'critical' }],
  [
    { action: { type: 'update', riskLevel: 'medium' }, riskLevel: 'low' },
    { type: 'update', riskLevel: 'medium' },
  ],
] as const)('delete_temp with %j is %j', async (options, action) => {
  const { heddle, events } = recorder({ gate: policies([]) });
  heddle.run(
    'r',
    heddle.withTool({ name: 'delete_temp', ...options }, () => 1),
  );
  expect(await events('agent.action.requested')).toMatchObject([{ action }]);
});
