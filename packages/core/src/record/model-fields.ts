import type { Operation } from '../scopes/operation.ts';
import type { EventDraft } from './envelope.ts';

/** What a model call may say about its ending, by the names of the catalog. */
const MODEL_FIELDS = [
  'usage',
  'costUsd',
  'finishReasons',
  'timeToFirstTokenMs',
  'outputTokensPerSecond',
  'toolCalls',
  'requestId',
  'responseId',
  'serviceTier',
  'retries',
] as const;

export function modelFields(operation: Operation): EventDraft {
  const { details, facts } = operation;
  const fields: EventDraft = {};
  // No count in it was reported: that is said, not left out.
  if (operation.outcome === 'completed') fields['usage'] = {};
  if (details === undefined) return fields;
  for (const name of MODEL_FIELDS) {
    if (details[name] !== undefined) fields[name] = details[name];
  }
  const model = details['model'];
  if (model !== undefined) fields['model'] = { ...facts.model, ...(model as object) };
  return fields;
}
