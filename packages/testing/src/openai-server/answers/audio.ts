import { bytes, eventStream, json, text, type Reply } from '../reply.ts';
import type { ReceivedRequest } from '../received-request.ts';

export const SPEECH: Buffer = Buffer.from('not really an mp3');

const WORDS = 'The quick brown fox.';

const USAGE = {
  type: 'tokens',
  input_tokens: 14,
  output_tokens: 6,
  total_tokens: 20,
  input_token_details: { text_tokens: 4, audio_tokens: 10 },
};

export const speechAnswer: Reply = bytes(SPEECH, 'audio/mpeg');

/** The same words for any recording, in the format that the form asks for. */
export function transcriptionAnswer(): Reply {
  return (request, response) => {
    if (formField(request, 'stream') === 'true') {
      return eventStream(
        [
          { type: 'transcript.text.delta', delta: 'The quick ' },
          { type: 'transcript.text.delta', delta: 'brown fox.' },
          { type: 'transcript.text.done', text: WORDS, usage: USAGE },
        ],
        { named: true },
      )(request, response);
    }
    if (formField(request, 'response_format') === 'text') return text(WORDS)(request, response);
    const duration = formField(request, 'model') === 'whisper-1';
    const usage = duration ? { type: 'duration', seconds: 36 } : USAGE;
    return json({ text: WORDS, usage })(request, response);
  };
}

export const translationAnswer: Reply = json({ text: WORDS });

/** A simple field of a multipart body. */
function formField({ body }: ReceivedRequest, name: string): string | undefined {
  if (typeof body !== 'string') return undefined;
  return new RegExp(`name="${name}"\\r\\n\\r\\n([^\\r]*)`).exec(body)?.[1];
}
