import type { Transport, TransportGroup } from './transport.ts';

/**
 * Sends every event to each of several places. Each keeps its own queue and its own pace.
 *
 * @throws {TypeError} when no transport is given.
 * @example
 * multi([console(), http({ url: 'https://collector.example.com' })]);
 */
export function multi(members: readonly (Transport | TransportGroup)[]): TransportGroup {
  const transports = members.flatMap((member) => transportsOf(member));
  if (transports.length === 0) {
    throw new TypeError('multi() needs at least one transport; use noop() to send nothing.');
  }
  return { name: transports.map(({ name }) => name).join(' + '), transports };
}

/** The destinations behind either shape. */
export function transportsOf(member: Transport | TransportGroup): readonly Transport[] {
  return 'transports' in member ? member.transports : [member];
}
