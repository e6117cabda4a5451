import type { Instrument, Work, WorkFacts } from '@heddle/core/integration';
import type { Json, JsonObject } from '@heddle/events';
import type { Body, ModelApi } from '../apis/model-api.ts';
import { fields, items, present, string } from '../apis/read.ts';

/** Fields that are told elsewhere in the event, or that say nothing about the answer. */
const NO_PARAMETERS: readonly string[] = ['model', 'stream', 'tools', 'functions'];

/** What is known of a model call before it is sent: read from what the caller gave. */
export function requestFacts(
  instrument: Instrument,
  work: Pick<Work, 'captureInput'>,
  api: ModelApi,
  provider: string,
  body: Body,
  signal: unknown,
): WorkFacts {
  const { captureInput } = work;
  // The body is the caller's: a getter in it that throws costs its own part of the record only.
  const input =
    captureInput === 'none'
      ? undefined
      : instrument.guard(() => instrument.capture(api.input(body), captureInput));
  return {
    model: present({ provider, name: string(body['model']) }),
    llm: present({
      api: api.name,
      operation: api.operation,
      stream: typeof body['stream'] === 'boolean' ? body['stream'] : undefined,
      parameters: instrument.guard(() =>
        parameters(instrument, api, body, captureInput === 'full'),
      ),
    }),
    ...(input !== undefined && { input: input as Json }),
    ...(signal instanceof AbortSignal && { signal }),
  };
}

/** Everything that is not content; of tools their names. Objects only where prompts are kept too. */
function parameters(
  instrument: Instrument,
  api: ModelApi,
  body: Body,
  whole: boolean,
): JsonObject | undefined {
  const kept: Record<string, unknown> = {};
  for (const [key, value] of Object.entries(body)) {
    if (NO_PARAMETERS.includes(key) || api.content.includes(key)) continue;
    if (whole || typeof value === 'number' || typeof value === 'boolean') kept[key] = value;
  }
  const tools = items(body['tools']).map(toolName);
  if (tools.length > 0) kept['tools'] = tools;
  if (Object.keys(kept).length === 0) return undefined;
  return instrument.capture(kept, 'full') as JsonObject;
}

function toolName(tool: unknown): string {
  const { type, name, function: named, custom } = fields(tool);
  return string(fields(named ?? custom)['name']) ?? string(name) ?? string(type) ?? 'unknown';
}
