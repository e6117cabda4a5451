import zlib from 'node:zlib';

/**
 * IEEE CRC-32 (as in gzip and PNG) of bytes, or of a text's UTF-8. `"123456789"` is `cbf43926`.
 */
export const crc32: (data: string | Uint8Array) => number = zlib.crc32 ?? crc32ByTable;

let table: Uint32Array | undefined;

/** For runtimes whose zlib has none. */
export function crc32ByTable(data: string | Uint8Array): number {
  table ??= Uint32Array.from({ length: 256 }, (_, byte) => {
    let value = byte;
    for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
    return value;
  });
  let crc = 0xffffffff;
  for (const byte of typeof data === 'string' ? new TextEncoder().encode(data) : data) {
    crc = (crc >>> 8) ^ (table[(crc ^ byte) & 0xff] as number);
  }
  return (crc ^ 0xffffffff) >>> 0;
}
