import { closeSync, openSync, readSync } from 'node:fs';

const chunkBytes = 1 << 20;
const newline = 0x0a;

/**
 * Reads the complete lines of a file from an offset on, a chunk at a time, and gives back where
 * the last complete line ended. What follows the last newline is still being written, or was cut
 * off by a crash.
 */
export function* readLines(path: string, from: number): Generator<Buffer, number> {
  const descriptor = openSync(path, 'r');
  try {
    let offset = from;
    let rest: Buffer = Buffer.alloc(0);
    for (;;) {
      const chunk = Buffer.alloc(chunkBytes);
      const length = readSync(descriptor, chunk, 0, chunkBytes, offset + rest.length);
      if (length === 0) return offset;
      const bytes = Buffer.concat([rest, chunk.subarray(0, length)]);
      let start = 0;
      for (;;) {
        const end = bytes.indexOf(newline, start);
        if (end === -1) break;
        yield bytes.subarray(start, end);
        start = end + 1;
      }
      rest = bytes.subarray(start);
      offset += start;
    }
  } finally {
    closeSync(descriptor);
  }
}
