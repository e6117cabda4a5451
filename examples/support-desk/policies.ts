import { definePolicy } from '@heddle/core';

/** What the agents of this desk may not do alone. */
export const policies = [
  definePolicy({
    key: 'no-account-deletion',
    effect: 'block',
    match: { action: 'delete', resource: 'customer_account', environment: 'production' },
    reason: 'Accounts are closed by the privacy team.',
  }),
  definePolicy({
    key: 'refunds-over-50',
    effect: 'require_approval',
    match: { tool: 'issue_refund', arguments: [{ path: 'amountUsd', op: 'gt', value: 50 }] },
    reason: 'A person looks at refunds over 50 dollars.',
  }),
];
