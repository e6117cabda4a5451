import type { CaptureOption, CostOf } from '@heddle/core';
import type { JsonObject } from '@heddle/events';

/** Options of `wrapOpenAI`. Everything has a default. */
export interface WrapOpenAIOptions {
  /**
   * Who runs the models, in OpenTelemetry's spelling. Told from the client's class and base URL
   * when absent: `openai`, `azure.ai.openai`, `groq` …
   */
  readonly provider?: string;
  /** How much of prompts and answers is kept; the Heddle's own setting when absent. */
  readonly capture?: CaptureOption;
  /** Facts of your own, on every model call of this client. */
  readonly metadata?: JsonObject;
  /**
   * What a call costs in US dollars; `false` for not to say. The list prices of
   * `@heddle/openai/prices` when neither this nor the Heddle's own `cost` knows.
   */
  readonly cost?: CostOf | false;
  /** What to do with calls outside any run; the Heddle's own setting when absent. */
  readonly outsideRun?: 'run' | 'bare' | 'ignore';
  /** Also records the calls that are no model calls (files, batches …) as plain actions. `false`. */
  readonly otherCalls?: boolean;
}
