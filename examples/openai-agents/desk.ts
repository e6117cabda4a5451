import { Agent, OpenAIProvider, Runner, tool } from '@openai/agents';
import type { Heddle } from '@heddle/core';
import { wrapOpenAI } from '@heddle/openai';
import OpenAI from 'openai';
import { z } from 'zod';

/** Two agents of the Agents SDK: one sorts, one refunds. Heddle's part is marked. */
export function createDesk(heddle: Heddle, baseURL: string): (question: string) => Promise<string> {
  // 1. The client: every model call of both agents.
  const client = wrapOpenAI(heddle, new OpenAI({ apiKey: 'none', baseURL }));

  // 2. The tools.
  const findOrder = tool({
    name: 'find_order',
    description: 'Looks an order up.',
    parameters: z.object({ orderId: z.string() }),
    execute: heddle.withTool('find_order', async ({ orderId }: { orderId: string }) => ({
      orderId,
      charged: [89, 89],
    })),
  });
  const refund = tool({
    name: 'issue_refund',
    description: 'Gives money back.',
    parameters: z.object({ orderId: z.string(), amount: z.number() }),
    execute: heddle.withTool(
      { name: 'issue_refund', action: 'create', resource: 'payment', riskLevel: 'high' },
      async ({ amount }: { orderId: string; amount: number }) => `refunded $${amount}`,
    ),
  });

  const billing = new Agent({
    name: 'billing',
    instructions: 'You refund what was charged twice.',
    model: 'gpt-5-mini',
    tools: [findOrder, refund],
  });
  const triage = Agent.create({
    name: 'triage',
    instructions: 'You send customers to the right agent.',
    model: 'gpt-5-mini',
    handoffs: [billing],
  });

  const modelProvider = new OpenAIProvider({ openAIClient: client as never });
  const runner = new Runner({ modelProvider, tracingDisabled: true });

  // 3. The handoffs, which the SDK announces.
  const handoffs = new Map<
    string,
    { id: string; sourceAgentKey: string; targetAgentKey: string }
  >();
  runner.on('agent_handoff', (_context, { name: source }, { name: target }) => {
    const handoff = { id: `${source}-${target}`, sourceAgentKey: source, targetAgentKey: target };
    handoffs.set(target, handoff);
    heddle.trackHandoffRequested({ handoff });
    heddle.trackHandoffAccepted({ handoff });
  });
  runner.on('agent_end', (_context, { name }) => {
    const handoff = handoffs.get(name);
    if (handoff !== undefined) heddle.trackHandoffCompleted({ handoff, outcome: 'completed' });
  });

  // 4. The run around it all.
  return heddle.withRun('answer', async (question: string) => {
    const result = await runner.run(triage, question);
    return result.finalOutput ?? '';
  });
}
