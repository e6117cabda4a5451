const uuidPattern = /^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$/;

/**
 * The 16 bytes of a UUID, whatever its case. Half the size of its text, and a UUIDv7 sorts by
 * time, so that the index grows at its right edge.
 *
 * @throws TypeError for anything else: validation lets only UUIDs through.
 */
export function eventIdBytes(eventId: string): Uint8Array {
  if (!uuidPattern.test(eventId))
    throw new TypeError('An event id that is no UUID got past validation.');
  return Buffer.from(eventId.replaceAll('-', ''), 'hex');
}
