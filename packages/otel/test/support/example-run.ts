import { policies, type Heddle, type HeddleOptions } from '@heddle/core';

/** What the example run needs beside a transport. */
export const exampleOptions: HeddleOptions = {
  agent: { key: 'desk', id: 'agent_1', versionId: 'v7' },
  environment: 'test',
  mode: 'enforce',
  gate: policies([
    { key: 'no_deletes', effect: 'block', match: { action: 'delete' }, reason: 'Never.' },
  ]),
  exitFlushMs: 0,
};

/** A run in which everything happens that spans tell of: every kind of work, every ending. */
export async function exampleRun(heddle: Heddle): Promise<void> {
  const search = heddle.withTool(
    { name: 'search', provider: 'shop', action: 'read', toolCallId: 'call_1' },
    async (query: string) => [`order for ${query}`],
  );
  const remove = heddle.withTool({ name: 'remove', action: 'delete' }, async () => 'gone');
  const broken = heddle.withTool({ name: 'ship', action: 'execute' }, async () => {
    throw Object.assign(new TypeError('no carrier'), { code: 'E_CARRIER' });
  });
  const ask = heddle.withLLM(
    {
      provider: 'openai',
      model: 'gpt-5',
      api: 'chat.completions',
      parameters: { temperature: 0.2, max_tokens: 64, stop: 'END' },
      result: () => ({
        usage: { inputTokens: 120, outputTokens: 30, cachedInputTokens: 100, reasoningTokens: 10 },
        responseModel: 'gpt-5-2026',
        responseId: 'resp_1',
        finishReasons: ['stop'],
        timeToFirstTokenMs: 250,
        costUsd: 0.0021,
      }),
    },
    async (messages: readonly { role: string; content: string }[]) => `${messages.length} read`,
  );
  const remember = heddle.withMCP(
    {
      server: 'memory',
      method: 'tools/call',
      tool: 'remember',
      transport: 'stdio',
      action: 'create',
    },
    async (fact: string) => ({ content: [{ type: 'text', text: fact }] }),
  );
  const billing = heddle.withRun({ name: 'settle', agentKey: 'billing' }, async () => 'settled');

  await heddle.session({ sessionId: 'ses_1', kind: 'multi_agent' }, () =>
    heddle.run({ name: 'answer' }, async () => {
      await heddle.step('look-up', async () => {
        await ask([{ role: 'user', content: 'Where is my order?' }]);
        await search('grace');
      });
      await remember('grace was here');
      await remove().catch(() => undefined);
      await broken().catch((error: unknown) => heddle.captureError(error));
      await heddle.guard({ action: 'communicate', name: 'notify' }, () => undefined);
      await heddle.withHandoff({ to: 'billing', reason: 'money' }, billing)();
    }),
  );
}
