import { llmWork, WatchedWork, type Instrument, type Work } from '@heddle/core/integration';
import type { Body, ModelApi } from '../apis/model-api.ts';
import { fields } from '../apis/read.ts';
import type { ClientSettings } from './client-settings.ts';
import { requestFacts } from './request-facts.ts';

/** The works of one client, made when first needed: one for each API. */
export type CallWorks = (api: ModelApi) => WatchedWork;

export function callWorks(instrument: Instrument, settings: ClientSettings): CallWorks {
  const works = new Map<ModelApi, WatchedWork>();
  return (api) => {
    let work = works.get(api);
    if (work === undefined) {
      work = new WatchedWork(instrument, modelWork(instrument, settings, api));
      works.set(api, work);
    }
    return work;
  };
}

function modelWork(instrument: Instrument, settings: ClientSettings, api: ModelApi): Work {
  const { provider, capture, metadata } = settings;
  const { result: _ours, ...base } = llmWork(instrument, { provider, capture });
  return {
    ...base,
    name: api.name,
    facts: (_client, [body, options]) => ({
      ...requestFacts(instrument, base, api, provider, body as Body, fields(options)['signal']),
      ...(metadata !== undefined && { metadata }),
    }),
  };
}
