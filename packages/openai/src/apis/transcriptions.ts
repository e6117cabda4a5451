import { readUnits, readUsage } from '../usage.ts';
import { describeFile } from './describe-file.ts';
import { LongText } from './long-text.ts';
import type { ModelAnswer, ModelApi } from './model-api.ts';
import { fields, present, string } from './read.ts';

/** Speech to text. */
export const transcriptions: ModelApi = {
  name: 'audio.transcriptions',
  operation: 'transcription',
  content: ['file', 'prompt'],
  input: ({ file, prompt }) => present({ file: describeFile(file), prompt }),
  answer: transcript,
  stream() {
    const text = new LongText();
    let done: unknown;
    return {
      read(event) {
        if (fields(event)['type'] === 'transcript.text.done') done = event;
        return text.add(fields(event)['delta']);
      },
      answer: () => transcript(done ?? { text: text.whole }),
    };
  },
};

/** Speech in any language to English text. */
export const translations: ModelApi = {
  ...transcriptions,
  name: 'audio.translations',
  operation: 'translation',
};

/** An object, or bare text for the formats `text`, `srt` and `vtt`. */
function transcript(value: unknown): ModelAnswer {
  if (typeof value === 'string') return { output: { text: value } };
  const answer = fields(value);
  return present({
    usage: readUsage(answer['usage']),
    units: readUnits(answer['usage']),
    output: present({ text: string(answer['text']), language: string(answer['language']) }),
  });
}
