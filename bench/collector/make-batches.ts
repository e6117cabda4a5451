import { randomBytes } from 'node:crypto';

export interface Batch {
  /** `{"events":[…]}` */
  readonly body: string;
  /** The same events one by one, for the bare store. */
  readonly events: readonly {
    readonly id: Buffer;
    readonly run: number;
    readonly sequence: number;
    readonly json: string;
  }[];
}

const runsAtOnce = 20;
const eventsPerRun = 200;

/** Events as the SDK writes them, about 640 bytes each, twenty runs interleaved. */
export function makeBatches(batches: number, size: number, round: number): Batch[] {
  let made = 0;
  return Array.from({ length: batches }, () => {
    const events = Array.from({ length: size }, () => makeEvent(made++, round));
    return { events, body: `{"events":[${events.map(({ json }) => json).join(',')}]}` };
  });
}

function makeEvent(index: number, round: number): Batch['events'][number] {
  const group = Math.floor(index / (runsAtOnce * eventsPerRun));
  const run = group * runsAtOnce + (index % runsAtOnce);
  const sequence = Math.floor((index % (runsAtOnce * eventsPerRun)) / runsAtOnce) + 1;
  const id = uuid7();
  const runId = `run_${round}_${run}`;
  const event = {
    ...own(sequence),
    schemaVersion: '1.0',
    eventId: text(id),
    timestamp: new Date().toISOString(),
    agentKey: `agent-${run % 7}`,
    environment: 'production',
    instanceId: 'c0ffee00-0000-7000-8000-000000000001',
    runId,
    sessionId: `session_${round}_${run % 5}`,
    sequenceNumber: sequence,
    sessionSequenceNumber: sequence,
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: id.toString('hex', 8),
    parentSpanId: 'b7ad6b7169203331',
    metadata: {
      customer: `customer-${run}`,
      note: 'what the host wanted to keep beside the event',
    },
  };
  return { id, run, sequence, json: JSON.stringify(event) };
}

function own(sequence: number): object {
  if (sequence === 1)
    return { type: 'agent.run.started', run: { name: 'answer' }, input: 'Where is my order?' };
  if (sequence === eventsPerRun) {
    return {
      type: 'agent.run.completed',
      run: { name: 'answer' },
      outcome: 'completed',
      totals: {
        inputTokens: 1,
        outputTokens: 1,
        cachedInputTokens: 0,
        reasoningTokens: 0,
        totalTokens: 2,
        modelCalls: 1,
        toolCalls: 1,
        steps: 0,
        errors: 0,
        runs: 0,
      },
      durationMs: 4_000,
    };
  }
  const model = { provider: 'openai', name: sequence % 3 === 0 ? 'gpt-5' : 'gpt-5-mini' };
  const tool = { name: ['search', 'fetch', 'refund'][sequence % 3] };
  const action = { type: 'read' };
  switch (sequence % 5) {
    case 0:
      return { type: 'agent.llm.called', model, llm: { api: 'responses', stream: true } };
    case 1:
      return {
        type: 'agent.llm.completed',
        model,
        llm: { api: 'responses', stream: true },
        outcome: 'completed',
        usage: { inputTokens: 900 + sequence, outputTokens: 40, totalTokens: 940 + sequence },
        costUsd: 0.00123,
        durationMs: 300 + ((sequence * 37) % 2_000),
      };
    case 2:
      return {
        type: 'agent.action.requested',
        tool,
        action,
        input: { query: 'order 42', limit: 10 },
      };
    case 3:
      return {
        type: 'agent.action.completed',
        tool,
        action,
        outcome: 'completed',
        output: { found: 3, first: 'shipped yesterday' },
        durationMs: 12,
      };
    default:
      return {
        type: 'agent.tool.called',
        tool,
        action,
        outcome: 'completed',
        durationMs: 5 + ((sequence * 13) % 200),
      };
  }
}

function uuid7(): Buffer {
  const bytes = randomBytes(16);
  bytes.writeUIntBE(Date.now(), 0, 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

function text(id: Buffer): string {
  const hex = id.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
