import type { Transform } from 'node:stream';
import * as zlib from 'node:zlib';
import { HttpProblem } from './problem.ts';

/** Node has zstd from 22.15; before that nothing in it can read it. */
const createZstd = (zlib as { createZstdDecompress?: () => Transform }).createZstdDecompress;

const decoders: Readonly<Record<string, (() => Transform) | undefined>> = {
  gzip: () => zlib.createGunzip(),
  'x-gzip': () => zlib.createGunzip(),
  deflate: () => zlib.createInflate(),
  br: () => zlib.createBrotliDecompress(),
  zstd: createZstd,
};

/** What this collector can decompress, for `Accept-Encoding`. */
const acceptedEncodings: string = ['gzip', 'deflate', 'br', 'zstd']
  .filter((name) => decoders[name] !== undefined)
  .join(', ');

/**
 * The stream that undoes one `Content-Encoding`; undefined for a body that has none.
 *
 * @throws HttpProblem `unsupported_encoding` for others and for several on top of each other.
 */
export function decoderFor(encoding: string | undefined): Transform | undefined {
  const name = (encoding ?? '').trim().toLowerCase();
  if (name === '' || name === 'identity') return undefined;
  const create = Object.hasOwn(decoders, name) ? decoders[name] : undefined;
  if (create === undefined) {
    throw new HttpProblem(
      'unsupported_encoding',
      `Content-Encoding "${name.slice(0, 40)}" cannot be read here. Use one of: ${acceptedEncodings}.`,
      { headers: { 'accept-encoding': acceptedEncodings } },
    );
  }
  return create();
}
