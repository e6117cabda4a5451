/**
 * `openai` with an instrumented `OpenAI` and `AzureOpenAI`: change the import and nothing else.
 * The types are those of `openai` itself, see `drop-in.d.ts`.
 */
import * as openai from 'openai';
import { instrumentedClass } from './instrumented-class.ts';

// The whole of `openai`, whatever its version exports; the names below come first.
// oxlint-disable-next-line oxc/no-barrel-file
export * from 'openai';
export { useHeddle } from './default-heddle.ts';

export const OpenAI: typeof openai.OpenAI = instrumentedClass(openai.OpenAI);
export const AzureOpenAI: typeof openai.AzureOpenAI = instrumentedClass(openai.AzureOpenAI);
export default OpenAI;
