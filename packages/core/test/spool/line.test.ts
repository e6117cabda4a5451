import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crc32, crc32ByTable } from '../../src/spool/crc32.ts';
import { encodeLine, lineBytes, scanLines } from '../../src/spool/line.ts';

describe('the checksum', () => {
  test('is IEEE CRC-32', () => {
    expect(crc32('123456789').toString(16)).toBe('cbf43926');
    expect(crc32ByTable('123456789').toString(16)).toBe('cbf43926');
  });

  test('of a text is that of its UTF-8, however it is computed', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (text) => {
        const sums = [crc32(text), crc32(Buffer.from(text)), crc32ByTable(text)];
        return new Set(sums).size === 1;
      }),
    );
  });
});

const json = fc.jsonValue().map((value) => JSON.stringify(value));

test('what was written is read, in order, wherever the chunks are cut', () => {
  fc.assert(
    fc.property(
      fc.array(json, { maxLength: 20 }),
      fc.integer({ min: 1, max: 50 }),
      (texts, step) => {
        const file = Buffer.from(texts.map((text) => encodeLine(text)).join(''));
        const read: string[] = [];
        let offset = 0;
        for (let window = step; offset < file.length;) {
          const end = Math.min(offset + window, file.length);
          const scan = scanLines(file.subarray(offset, end), offset, end === file.length);
          expect(scan.damaged).toEqual([]);
          for (const record of scan.records) {
            expect(record.offset).toBe(
              read.reduce((sum, text) => sum + lineBytes(Buffer.byteLength(text)), 0),
            );
            read.push(record.json);
          }
          window = scan.consumed === 0 ? window * 2 : step;
          offset += scan.consumed;
        }
        expect(read).toEqual(texts);
      },
    ),
  );
});

test('a line is as long as announced', () => {
  fc.assert(
    fc.property(json, (text) => {
      expect(Buffer.byteLength(encodeLine(text))).toBe(lineBytes(Buffer.byteLength(text)));
    }),
  );
});

const texts = Array.from({ length: 60 }, (_, index) =>
  JSON.stringify({ index, text: 'x'.repeat((index * 37) % 200), quote: '"\\\n é 🧵' }),
);
const file = Buffer.from(texts.map((text) => encodeLine(text)).join(''));

test('S-05: one flipped bit costs two records at most, and none is made up', () => {
  const runs = Number(process.env['HEDDLE_FAULT_RUNS'] ?? 2000);
  const known = new Set(texts);
  let worst = 0;
  let invented = 0;
  for (let run = 0; run < runs; run++) {
    const bit = Math.floor((run / runs) * file.length * 8);
    const damaged = Buffer.from(file);
    damaged[bit >> 3] = (damaged[bit >> 3] as number) ^ (1 << (bit & 7));
    const { records } = scanLines(damaged, 0, true);
    invented += records.filter((record) => !known.has(record.json)).length;
    worst = Math.max(worst, texts.length - records.length);
  }
  expect(invented).toBe(0);
  expect(worst).toBeGreaterThan(0);
  expect(worst).toBeLessThanOrEqual(2);
});

test('S-06: cut at any byte, everything before the cut is read', () => {
  const ends = texts.map((_, index) =>
    Buffer.byteLength(
      texts
        .slice(0, index + 1)
        .map((text) => encodeLine(text))
        .join(''),
    ),
  );
  const wrong: number[] = [];
  for (let cut = 0; cut <= file.length; cut++) {
    const { records, damaged } = scanLines(file.subarray(0, cut), 0, true);
    // The newline is the one byte a record can do without.
    const whole = ends.filter((end) => end - 1 <= cut).length;
    if (records.length !== whole || damaged.length > 1) wrong.push(cut);
  }
  expect(wrong).toEqual([]);
});

test('rubbish of any kind is skipped without an error', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 500 }), (rubbish) => {
      const mixed = Buffer.concat([rubbish, Buffer.from(`\n${encodeLine('{"a":1}')}`)]);
      const { records, consumed } = scanLines(mixed, 0, true);
      expect(records.at(-1)?.json).toBe('{"a":1}');
      expect(consumed).toBe(mixed.length);
    }),
  );
});

test('a length that cannot be is damage, not a reason to wait', () => {
  const { records, damaged } = scanLines(
    Buffer.from(`00000000 999999999 {}\n${encodeLine('{}')}`),
    0,
    true,
  );
  expect(records).toHaveLength(1);
  expect(damaged).toHaveLength(1);
});
