import { textPart } from '../messages/parts.ts';
import { readUsage } from '../usage.ts';
import { LongText } from './long-text.ts';
import type { ModelAnswer, ModelApi } from './model-api.ts';
import { fields, items, present, string } from './read.ts';

/** The text completions that came before chat. */
export const completions: ModelApi = {
  name: 'completions',
  operation: 'text_completion',
  content: ['prompt', 'suffix'],
  input({ prompt }) {
    const prompts = typeof prompt === 'string' ? [prompt] : items(prompt);
    const texts = prompts.filter((one) => typeof one === 'string');
    if (texts.length < prompts.length) return { tokens: prompts.length };
    return texts.map((text) => ({ role: 'user', parts: [textPart(text)] }));
  },
  answer: completionAnswer,
  stream() {
    const texts = new Map<unknown, { text: LongText; reason: unknown }>();
    let head: Readonly<Record<string, unknown>> = {};
    return {
      read(chunk) {
        head = { ...head, ...fields(chunk) };
        let wrote = false;
        for (const each of items(head['choices'])) {
          const choice = fields(each);
          const known = texts.get(choice['index']) ?? { text: new LongText(), reason: undefined };
          texts.set(choice['index'], known);
          known.reason = choice['finish_reason'] ?? known.reason;
          if (known.text.add(choice['text'])) wrote = true;
        }
        return wrote;
      },
      answer: () =>
        completionAnswer({
          ...head,
          choices: [...texts.values()].map(({ text, reason }) => ({
            text: text.whole,
            finish_reason: reason,
          })),
        }),
    };
  },
};

function completionAnswer(value: unknown): ModelAnswer {
  const completion = fields(value);
  const choices = items(completion['choices']).map(fields);
  const reasons = choices.map((choice) => string(choice['finish_reason']));
  return present({
    usage: readUsage(completion['usage']),
    responseModel: string(completion['model']),
    responseId: string(completion['id']),
    finishReasons: reasons.filter((reason) => reason !== undefined),
    output: choices.map(({ text }, index) =>
      present({
        role: 'assistant',
        parts: [textPart(string(text) ?? '')],
        finish_reason: reasons[index],
      }),
    ),
  });
}
