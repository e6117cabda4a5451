import type { Writable } from 'node:stream';

/** Settles when a stream that was full takes more again, or never will. */
export function drained(stream: Writable): Promise<void> {
  if (!stream.writableNeedDrain || stream.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const over = (): void => {
      stream.off('drain', over);
      stream.off('close', over);
      resolve();
    };
    stream.on('drain', over);
    stream.on('close', over);
  });
}
