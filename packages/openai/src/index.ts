export type { WrapOpenAIOptions } from './options.ts';
export { wrapOpenAI } from './wrap-openai.ts';
