import { speechAnswer, transcriptionAnswer, translationAnswer } from './answers/audio.ts';
import { chatAnswer } from './answers/chat.ts';
import { completionAnswer } from './answers/completions.ts';
import { embeddingsAnswer } from './answers/embeddings.ts';
import { fileAnswers } from './answers/files.ts';
import { imageAnswer } from './answers/images.ts';
import { moderationAnswer } from './answers/moderations.ts';
import { compactAnswer, responsesStore } from './answers/responses.ts';
import type { Reply } from './reply.ts';

/** What is usually said to whom. */
export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly reply: Reply;
}

/** The routes of one server: background responses live in it. */
export function routesOf(): readonly Route[] {
  const responses = responsesStore();
  return [
    { method: 'POST', path: /^\/chat\/completions$/, reply: chatAnswer() },
    { method: 'POST', path: /^\/completions$/, reply: completionAnswer() },
    { method: 'POST', path: /^\/responses$/, reply: responses.create },
    { method: 'POST', path: /^\/responses\/compact$/, reply: compactAnswer },
    { method: 'POST', path: /^\/responses\/[^/]+\/cancel$/, reply: responses.cancel },
    { method: 'GET', path: /^\/responses\/[^/]+$/, reply: responses.retrieve },
    { method: 'POST', path: /^\/embeddings$/, reply: embeddingsAnswer() },
    { method: 'POST', path: /^\/images\/(generations|edits|variations)$/, reply: imageAnswer() },
    { method: 'POST', path: /^\/audio\/speech$/, reply: speechAnswer },
    { method: 'POST', path: /^\/audio\/transcriptions$/, reply: transcriptionAnswer() },
    { method: 'POST', path: /^\/audio\/translations$/, reply: translationAnswer },
    { method: 'POST', path: /^\/moderations$/, reply: moderationAnswer },
    ...fileAnswers,
  ];
}
