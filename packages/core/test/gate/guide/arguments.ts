import { definePolicy } from '@heddle/core';

const refunds = definePolicy({
  key: 'large-refunds',
  effect: 'require_approval',
  match: {
    tool: 'issue_refund',
    arguments: [
      { path: 'amountUsd', op: 'gt', value: 50 },
      { path: 'customer.country', op: 'in', value: ['DE', 'FR'] },
    ],
  },
});

const shell = definePolicy({
  key: 'no-rm',
  effect: 'block',
  match: { tool: 'bash', arguments: [{ path: '**', op: 'matches', value: '\\brm\\s+-\\w*[rf]' }] },
});

export { refunds, shell };
