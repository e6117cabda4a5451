import { createHash } from 'node:crypto';

/**
 * A UUID (version 8, RFC 9562 5.8) made from what identifies a thing that came without an id, so
 * that sending it again is recognised.
 *
 * @example derivedId('project 1', 'action', '{"agent_key":"a"}')
 */
export function derivedId(...parts: readonly string[]): string {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(`${part.length}:`).update(part);
  const bytes = hash.digest().subarray(0, 16);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const hex = bytes.toString('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
