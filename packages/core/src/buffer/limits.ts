export interface BufferLimits {
  /** UTF-8 bytes of JSON per destination, those being sent included. Default 8 MiB. */
  readonly maxBytes: number;
  /**
   * Default 16,384. Bytes are the real bound; this one covers what they do not count, about 1 KiB
   * of objects per event, so that tiny events cannot cost more memory than large ones.
   */
  readonly maxEvents: number;
}

export const defaultBufferLimits: BufferLimits = { maxBytes: 8 * 1024 * 1024, maxEvents: 16_384 };

export interface BatchLimits {
  /** Default 500. */
  readonly maxEvents: number;
  /** Bytes of JSON. Default 512 KiB. */
  readonly maxBytes: number;
  /** Longest wait of an event for others to travel with. Default 1 s. */
  readonly maxDelayMs: number;
}

export const defaultBatchLimits: BatchLimits = {
  maxEvents: 500,
  maxBytes: 512 * 1024,
  maxDelayMs: 1000,
};
