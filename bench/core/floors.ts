import { AsyncLocalStorage } from 'node:async_hooks';
import { nowhere, turns, type Subject } from './subject.ts';

export type Work = (argument: unknown) => unknown;

/** What any instrumentation has to pay: a context, and two facts in a bounded ring. */
export function floors(async: Work, sync: Work): Subject[] {
  const storage = new AsyncLocalStorage<object>();
  const ring = Array.from<unknown>({ length: 65_536 });
  let at = 0;
  const keep = (fact: unknown): void => {
    ring[at++ & 65_535] = fact;
  };
  const floor = (name: string, call: Work): Subject => ({
    name,
    kind: 'floor',
    within: nowhere,
    call,
    settle: turns,
  });
  return [
    floor('L0 bare, async', async),
    floor('L0 bare, sync', sync),
    floor('L1 AsyncLocalStorage.run, async', (x) => storage.run({}, async, x)),
    floor('L1 AsyncLocalStorage.run, sync', (x) => storage.run({}, sync, x)),
    floor('L2x2 L1 and two facts', (x) => {
      const started = performance.now();
      return storage.run({ started }, () => {
        keep({ started, x });
        return (async(x) as Promise<unknown>).then(
          (value) => {
            keep({ ended: performance.now(), value });
            return value;
          },
          (error: unknown) => {
            keep({ ended: performance.now(), error });
            throw error;
          },
        );
      });
    }),
  ];
}
