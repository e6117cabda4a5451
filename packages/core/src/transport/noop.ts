import type { Transport } from './transport.ts';

/** The shortest correct transport: everything is delivered, to nowhere. */
export function noop(): Transport {
  return { name: 'noop', spooled: false, send: () => ({ status: 'delivered' }) };
}
