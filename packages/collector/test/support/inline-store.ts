import type { Asynchronous } from '../../src/thread/calls.ts';
import { createReaderService, type ReaderService } from '../../src/store/sqlite/reader-service.ts';
import { composeStore, type SqliteStoreOptions } from '../../src/store/sqlite/sqlite-store.ts';
import { defaultQueueLimits } from '../../src/store/sqlite/write-queue.ts';
import { createWriterService, type WriterService } from '../../src/store/sqlite/writer-service.ts';
import type { EventStore } from '../../src/store/store.ts';

/**
 * The SQLite store with both services in this thread: the same code but for the messages between
 * threads, and it opens in milliseconds. The contract suite runs on the real one.
 */
export async function openInlineStore(options: SqliteStoreOptions): Promise<EventStore> {
  const { path } = options;
  const textIndex = options.textIndex ?? false;
  const writer = asynchronous<WriterService>(
    await lazily(() =>
      createWriterService({
        path,
        textIndex,
        minFreeBytes: options.minFreeBytes ?? 0,
        ...(options.maxBytes === undefined ? {} : { maxBytes: options.maxBytes }),
      }),
    ),
  );
  const reader = asynchronous<ReaderService>(createReaderService({ path }));
  return composeStore({
    path,
    facts: await writer.facts(),
    writer,
    reader,
    textIndex,
    limits: { ...defaultQueueLimits, ...options.queue },
    backup: (copy) => reader.backup(copy),
    async close() {
      await reader.close();
      await writer.close();
    },
  });
}

function asynchronous<Service extends object>(service: Service): Asynchronous<Service> {
  return new Proxy({} as Asynchronous<Service>, {
    get:
      (_target, name) =>
      (...parameters: unknown[]) =>
        lazily(() =>
          Reflect.apply(Reflect.get(service, name) as () => unknown, service, parameters),
        ),
  });
}

/** Later, and as a rejection what is thrown: as over a thread's port. */
async function lazily<Result>(work: () => Result): Promise<Result> {
  await Promise.resolve();
  return work();
}
