import { createHeddle, noop } from '../../../packages/core/src/index.ts';
import { wrapOpenAI } from '../../../packages/openai/src/index.ts';

/** Everything on: prompts, answers, redaction, prices, serialised batches; a transport that drops them. */
export function wrap(client: object): {
  client: object;
  run: (work: () => Promise<void>) => Promise<void>;
} {
  const heddle = createHeddle({ agent: { key: 'bench' }, transport: noop() });
  return { client: wrapOpenAI(heddle, client), run: (work) => heddle.run('round', work) };
}
