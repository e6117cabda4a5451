/** Bounds of one request and of all that are under way. Defaults from `docs/guide/collector.md`. */
export interface IngestLimits {
  /** Bytes of a body as it comes over the wire. */
  readonly wireBytes: number;
  /** Bytes after decompression. */
  readonly inflatedBytes: number;
  /** Decompressed to compressed, once more than 1 MiB came out. */
  readonly ratio: number;
  readonly eventsPerRequest: number;
  readonly bytesPerEvent: number;
  /** How deep JSON may nest. */
  readonly depth: number;
  /** Bodies that one key may have under way at a time. */
  readonly bodiesPerKey: number;
  /** Bytes of all bodies under way. */
  readonly bytesInFlight: number;
  /** Events one project may send per second, in bursts of up to ten seconds' worth. 0: no limit. */
  readonly eventsPerSecond: number;
}

export const defaultLimits: IngestLimits = {
  wireBytes: 8 * 2 ** 20,
  inflatedBytes: 32 * 2 ** 20,
  ratio: 100,
  eventsPerRequest: 10_000,
  bytesPerEvent: 2 ** 20,
  depth: 64,
  bodiesPerKey: 64,
  bytesInFlight: 256 * 2 ** 20,
  eventsPerSecond: 0,
};
