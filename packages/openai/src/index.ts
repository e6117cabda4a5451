export type { WrapOpenAIOptions } from './options.ts';
export { wrapOpenAI } from './wrap-openai.ts';
export { wrapRealtime, type WrapRealtimeOptions } from './realtime/wrap-realtime.ts';
