import type { JsonObject } from '@heddle/events';
import type { Instrument } from '../instrument.ts';
import type { Work, WorkDetails } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { dataValue } from '../wrap/data-method.ts';
import type { CommonOptions, Dynamic } from './common-options.ts';
import { defined, resolveWork } from './resolve.ts';

/** Options of `withLLM`: one call of a model. */
export interface LlmOptions<Fn extends AnyFunction = AnyFunction> extends CommonOptions<Fn> {
  readonly provider?: string;
  /** The model that is asked for. */
  readonly model?: Dynamic<Fn, string | undefined>;
  /** The provider's API, such as `chat.completions` or `responses`. */
  readonly api?: string;
  /** OpenTelemetry's operation name: `chat`, `embeddings`, `text_completion` … */
  readonly operation?: string;
  readonly stream?: Dynamic<Fn, boolean | undefined>;
  readonly parameters?: Dynamic<Fn, JsonObject | undefined>;
  /**
   * Reads usage, cost and the rest of the ending out of the result. Without it a `usage` property
   * in one of the usual spellings is understood.
   */
  readonly result?: (value: Awaited<ReturnType<Fn>>) => LlmResult | undefined;
}

/** What a model call's ending can say. */
export interface LlmResult {
  /** Token counts, camelCase or snake_case. */
  readonly usage?: Record<string, unknown>;
  /** US dollars. */
  readonly costUsd?: number;
  /** The model that answered, when it is not the one that was asked for. */
  readonly responseModel?: string;
  readonly finishReasons?: readonly string[];
  readonly toolCalls?: readonly {
    readonly id?: string;
    readonly name: string;
    readonly arguments?: unknown;
  }[];
  readonly requestId?: string;
  readonly responseId?: string;
  readonly serviceTier?: string;
  readonly retries?: number;
  readonly timeToFirstTokenMs?: number;
  readonly outputTokensPerSecond?: number;
  /** Recorded in place of the result itself. */
  readonly output?: unknown;
  readonly metadata?: JsonObject;
}

export function llmWork(instrument: Instrument, options: LlmOptions): Work {
  const { provider, api, operation = 'chat' } = options;
  const name = typeof options.model === 'string' ? options.model : (provider ?? operation);
  const read = options.result as ((value: unknown) => LlmResult | undefined) | undefined;
  return resolveWork(
    instrument,
    'llm',
    name,
    options,
    (readOption) => {
      const parameters = readOption(options.parameters);
      return {
        model: defined({ provider, name: readOption(options.model) }),
        llm: defined({
          api,
          operation,
          stream: readOption(options.stream),
          parameters: instrument.capture(parameters, 'full') as JsonObject | undefined,
        }),
      };
    },
    {
      result: (value) =>
        llmDetails(instrument, read === undefined ? usualResult(value) : read(value)),
    },
  );
}

/** What a handle's or extractor's words become in the operation: copied, by the catalog's names. */
export function llmDetails(
  instrument: Instrument,
  result: LlmResult | undefined,
): WorkDetails | undefined {
  if (result === undefined) return undefined;
  const { responseModel, ...rest } = result;
  const details = instrument.capture(rest, 'full') as WorkDetails;
  if (responseModel !== undefined) details['model'] = { responseName: responseModel };
  return details;
}

function usualResult(value: unknown): LlmResult | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const usage = dataValue(value, 'usage');
  return typeof usage === 'object' && usage !== null
    ? { usage: usage as Record<string, unknown> }
    : undefined;
}
