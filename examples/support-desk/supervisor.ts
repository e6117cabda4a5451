import { callbackApprovals } from '@heddle/core';

/**
 * Stands in for a person at a screen: reads what the agent wants to do, and agrees to refunds that
 * name their order.
 */
export const supervisor = callbackApprovals(async ({ input, tool }) => {
  await new Promise((resolve) => setTimeout(resolve, 120));
  const { orderId } = input as { orderId?: string };
  return tool?.name === 'issue_refund' && orderId !== undefined
    ? { status: 'approved', resolvedBy: 'ada@example.com', reason: `Order ${orderId} checked.` }
    : { status: 'rejected', resolvedBy: 'ada@example.com', reason: 'No order is named.' };
});
