type Crypto = typeof import('node:crypto');

/**
 * The crypto module, loaded on first use: most processes import us long before they need a hash.
 * Undefined on a runtime that has none.
 */
export function cryptoModule(): Crypto | undefined {
  return globalThis.process?.getBuiltinModule?.('node:crypto');
}

/** SHA-256 in hexadecimal; undefined on a runtime that cannot. */
export function sha256(bytes: NodeJS.ArrayBufferView): string | undefined {
  return cryptoModule()?.createHash('sha256').update(bytes).digest('hex');
}
