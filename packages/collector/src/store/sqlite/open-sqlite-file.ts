import { callThread } from '../../thread/calls.ts';
import { startThread } from '../../thread/spawn.ts';
import { readOnlyView } from '../read-only-view.ts';
import type { EventStore } from '../store.ts';
import { StoreUnavailableError } from '../store-errors.ts';
import type { ReaderService, ReaderServiceOptions } from './reader-service.ts';
import { composeStore, type Parts } from './sqlite-store.ts';
import { defaultQueueLimits } from './write-queue.ts';

/**
 * A collector's database for looking only, also while a collector writes to it.
 *
 * @throws StoreUnavailableError when it cannot be read.
 */
export async function openSqliteFile(path: string): Promise<EventStore> {
  const options: ReaderServiceOptions = { path };
  const reader = callThread<ReaderService>(startThread('reader-thread', import.meta.url, options));
  const close = async (): Promise<void> => {
    await reader.stop();
  };
  try {
    const { schemaVersion, textIndex } = await reader.service.size();
    const store = composeStore({
      path,
      facts: { schemaVersion },
      writer: noWriter(),
      reader: reader.service,
      textIndex,
      limits: defaultQueueLimits,
      backup: (copy) => reader.service.backup(copy),
      close,
    });
    return readOnlyView(store, close);
  } catch (error) {
    await close();
    throw error;
  }
}

/** Never called: `readOnlyView` stands in front of it. */
function noWriter(): Parts['writer'] {
  return new Proxy({} as Parts['writer'], {
    get: () => () =>
      Promise.reject(new StoreUnavailableError('read_only', 'There is no writer.', 3_600)),
  });
}
