import { heddle, withTool } from './heddle.ts';

export interface Order {
  readonly orderId: string;
  readonly customer: string;
  readonly chargesUsd: readonly number[];
}

const orders: Readonly<Record<string, Order>> = {
  'A-1001': { orderId: 'A-1001', customer: 'grace@example.com', chargesUsd: [89, 89] },
};

/** A synchronous tool stays synchronous. */
export const findOrder = withTool(
  {
    name: 'find_order',
    action: 'read',
    resource: (orderId) => ({ type: 'order', externalId: orderId }),
  },
  (orderId: string): Order => {
    const order = orders[orderId];
    if (order === undefined) throw new Error(`There is no order ${orderId}.`);
    return order;
  },
);

/** Waits for a person when the amount is large: see `policies.ts`. */
export const issueRefund = withTool(
  {
    name: 'issue_refund',
    action: 'update',
    riskLevel: 'high',
    resource: ({ orderId }) => ({ type: 'payment', externalId: orderId }),
  },
  async ({ orderId, amountUsd }: { orderId: string; amountUsd: number }) => {
    await new Promise((resolve) => setTimeout(resolve, 25));
    heddle.recordOutcome({ outcomeType: 'refund_issued', value: amountUsd, currency: 'USD' });
    return { refundId: `re_${orderId}`, amountUsd };
  },
);

/** Refused by policy: the body of this function never runs. */
export const deleteAccount = withTool(
  { name: 'delete_account', action: 'delete', resource: 'customer_account', riskLevel: 'critical' },
  async (customer: string): Promise<string> => {
    throw new Error(`${customer} was really deleted: the guard did not hold.`);
  },
);

/** A tool that fails, as tools do. */
export const checkShipment = withTool(
  { name: 'check_shipment', action: 'read', resource: 'shipment' },
  async (_orderId: string): Promise<string> => {
    await new Promise((resolve) => setTimeout(resolve, 15));
    throw Object.assign(new Error('The carrier did not answer.'), { code: 'ETIMEDOUT' });
  },
);
