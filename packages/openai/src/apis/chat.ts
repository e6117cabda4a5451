import { chatMessages } from '../messages/chat-messages.ts';
import { chatAnswer } from './chat-answer.ts';
import { chatStream } from './chat-stream.ts';
import type { ModelApi } from './model-api.ts';

export const chat: ModelApi = {
  name: 'chat.completions',
  operation: 'chat',
  content: ['messages', 'functions', 'prediction'],
  input: ({ messages }) => chatMessages(messages),
  answer: chatAnswer,
  stream: () => chatStream(),
};
