import { chatAnswer } from './chat-answer.ts';
import type { StreamReader } from './model-api.ts';
import { fields, items, present, string, type Fields } from './read.ts';
import { LongText } from './long-text.ts';

interface CallSoFar {
  readonly id: string | undefined;
  readonly type: string;
  readonly name: LongText;
  readonly written: LongText;
}

interface ChoiceSoFar {
  readonly content: LongText;
  readonly reasoning: LongText;
  readonly refusal: LongText;
  readonly transcript: LongText;
  readonly calls: Map<unknown, CallSoFar>;
  finishReason: string | undefined;
}

/** Puts chat chunks together: choices by their index, parallel tool calls by theirs. */
export function chatStream(): StreamReader {
  const choices = new Map<unknown, ChoiceSoFar>();
  const head: Record<string, unknown> = {};
  return {
    read(chunk) {
      const given = fields(chunk);
      for (const key of ['id', 'model', 'service_tier', 'usage'])
        head[key] = given[key] ?? head[key];
      let wrote = false;
      for (const each of items(given['choices'])) {
        const choice = fields(each);
        const known = choices.get(choice['index']) ?? newChoice();
        choices.set(choice['index'], known);
        known.finishReason = string(choice['finish_reason']) ?? known.finishReason;
        if (addDelta(known, fields(choice['delta']))) wrote = true;
      }
      return wrote;
    },
    answer: () => chatAnswer({ ...head, choices: [...choices.values()].map(wholeChoice) }),
  };
}

function newChoice(): ChoiceSoFar {
  return {
    content: new LongText(),
    reasoning: new LongText(),
    refusal: new LongText(),
    transcript: new LongText(),
    calls: new Map(),
    finishReason: undefined,
  };
}

function addDelta(choice: ChoiceSoFar, delta: Fields): boolean {
  const wrote = [
    choice.content.add(delta['content']),
    choice.reasoning.add(delta['reasoning_content'] ?? delta['reasoning']),
    choice.refusal.add(delta['refusal']),
    choice.transcript.add(fields(delta['audio'])['transcript']),
  ].includes(true);
  const calls = items(delta['tool_calls']);
  for (const call of calls) addCall(choice.calls, fields(call));
  if (delta['function_call'] !== undefined)
    addCall(choice.calls, { function: delta['function_call'] });
  return wrote || calls.length > 0;
}

function addCall(calls: Map<unknown, CallSoFar>, call: Fields): void {
  const { index, id, type, function: named, custom } = call;
  const known = calls.get(index) ?? {
    id: string(id),
    type: string(type) ?? 'function',
    name: new LongText(),
    written: new LongText(),
  };
  calls.set(index, known);
  const called = fields(named ?? custom);
  known.name.add(called['name']);
  known.written.add(called['arguments'] ?? called['input']);
}

function wholeChoice(choice: ChoiceSoFar): object {
  const { content, reasoning, refusal, transcript, calls, finishReason } = choice;
  return {
    finish_reason: finishReason,
    message: present({
      role: 'assistant',
      content: content.whole,
      reasoning_content: reasoning.whole,
      refusal: refusal.whole,
      audio: transcript.whole === undefined ? undefined : { transcript: transcript.whole },
      tool_calls: [...calls.values()].map(({ id, type, name, written }) => ({
        id,
        type,
        function: { name: name.whole, arguments: written.whole },
      })),
    }),
  };
}
