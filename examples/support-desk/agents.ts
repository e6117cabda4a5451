import { GuardBlockedError } from '@heddle/core';
import { heddle, withHandoff, withRun, withStep } from './heddle.ts';
import type { Knowledge } from './knowledge.ts';
import { ask } from './model.ts';
import { checkShipment, deleteAccount, findOrder, issueRefund } from './tools.ts';

export interface Ticket {
  readonly id: string;
  readonly customer: string;
  readonly orderId: string;
  readonly text: string;
}

/** The worker: takes over what is about money. */
const billing = withRun(
  { name: 'settle', agentKey: 'billing', role: 'worker' },
  async ({ orderId }: Ticket) => {
    const { chargesUsd } = findOrder(orderId);
    const [, secondCharge = 0] = chargesUsd;
    return issueRefund({ orderId, amountUsd: secondCharge });
  },
);

/** The orchestrator: reads a ticket, asks the model, hands over, and answers. */
export const answerTicket = withRun(
  { name: 'answer_ticket', role: 'orchestrator', inputSummary: ({ id }) => `ticket ${id}` },
  async (ticket: Ticket, knowledge: Knowledge) => {
    const topic = await withStep('classify', () => ask(`Classify this ticket: ${ticket.text}`))();

    await heddle.step('look-up', async () => {
      findOrder(ticket.orderId);
      // A tool may fail without the run failing.
      await checkShipment(ticket.orderId).catch((error: unknown) => heddle.captureError(error));
    });

    const settle = withHandoff(
      { to: 'billing', reason: `The ticket is about ${topic.text}.` },
      billing,
    );
    const refund = await settle(ticket);

    await heddle.step('close', async () => {
      await knowledge.remember(
        ticket.customer,
        `Refunded $${refund.amountUsd} for ${ticket.orderId}`,
      );
      try {
        await deleteAccount(ticket.customer);
      } catch (error) {
        if (!GuardBlockedError.isInstance(error)) throw error;
      }
    });

    const reply = await withStep('reply', () =>
      ask(`Write to the customer that $${refund.amountUsd} were refunded.`),
    )();
    return reply.text;
  },
);
