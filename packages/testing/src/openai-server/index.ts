export { SPEECH } from './answers/audio.ts';
export { chatAnswer, chatCompletion, CHAT_USAGE, type ChatAnswer } from './answers/chat.ts';
export { completionAnswer } from './answers/completions.ts';
export { embeddingsAnswer } from './answers/embeddings.ts';
export { imageAnswer } from './answers/images.ts';
export { responseAnswer, responseBody, type ResponseAnswer } from './answers/responses.ts';
export { startOpenAIServer, type OpenAIServer } from './openai-server.ts';
export type { RealtimeAnswer } from './realtime.ts';
export type { ExchangeEnd, ReceivedRequest } from './received-request.ts';
export {
  bytes,
  eventStream,
  failure,
  hangUp,
  json,
  silence,
  text,
  type EventStreamOptions,
  type Reply,
} from './reply.ts';
