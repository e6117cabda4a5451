import { createStamp, sharedState, type Instrument } from '@heddle/core/integration';
import { ClientRecord } from './client-record.ts';
import { instrumentClient } from './instrument-client.ts';

const records = createStamp<ClientRecord>();

/**
 * The record of a client, which is instrumented on first sight. `undefined` when another copy of
 * this package has it already: its calls would be told twice.
 */
export function recordOf(client: object, instrument: Instrument): ClientRecord | undefined {
  const known = records.get(client);
  if (known !== undefined) return known;
  const { wrapped } = sharedState();
  if (wrapped.has(client)) return undefined;
  wrapped.set(client, { target: client, kinds: ['openai'] });

  const record = new ClientRecord(client);
  records.set(client, record);
  const done = instrumentClient(client, record, (derived) => {
    const copy = recordOf(derived, instrument);
    if (copy !== undefined) record.copyTo(copy);
  });
  if (!done) {
    instrument.diagnostics.report(
      'integration_failed',
      'This OpenAI client is frozen: its calls are not recorded. Wrap it before freezing it.',
    );
  }
  return record;
}
