import { randomFillSync } from 'node:crypto';

/**
 * Where identity comes from. Replaceable, so that tests can be deterministic.
 */
export interface Ids {
  /** UUIDv7 (RFC 9562) whose time is `epochMs`. */
  uuid(epochMs: number): string;
  /** 32 lower-case hex digits, not all zero (W3C Trace Context). */
  traceId(): string;
  /** 16 lower-case hex digits, not all zero (W3C Trace Context). */
  spanId(): string;
}

/** Ids that may share one draw of random bits: a wrapped call may not pay for a draw of its own. */
const IDS_PER_DRAW = 4096;
const POOL_BYTES = 4096;

/**
 * Ids from the system's random source. Random bits are drawn for 4,096 event ids at once; the
 * 12 bits that RFC 9562 calls `rand_a` count within a draw, so ids of one millisecond still ascend.
 */
export function systemIds(): Ids {
  const pool = Buffer.allocUnsafe(POOL_BYTES);
  let poolAt = POOL_BYTES;
  const draw = (bytes: number): string => {
    if (poolAt + bytes > POOL_BYTES) {
      randomFillSync(pool);
      poolAt = 0;
    }
    poolAt += bytes;
    return pool.toString('hex', poolAt - bytes, poolAt);
  };

  let count = IDS_PER_DRAW;
  let tail = '';
  let headMs = -1;
  let head = '';

  let spanCount = 0xffff_ffff;
  let spanHead = '';

  return {
    uuid(epochMs) {
      if (count === IDS_PER_DRAW) {
        count = 0;
        const bits = draw(8);
        const variant = ((Number.parseInt(bits[0] as string, 16) & 0x3) | 0x8).toString(16);
        tail = `-${variant}${bits.slice(1, 4)}-${bits.slice(4)}`;
      }
      if (epochMs !== headMs) {
        headMs = epochMs;
        const hex = Math.max(0, Math.trunc(epochMs)).toString(16).padStart(12, '0');
        head = `${hex.slice(-12, -4)}-${hex.slice(-4)}-7`;
      }
      return head + (0x1000 + count++).toString(16).slice(1) + tail;
    },
    traceId() {
      const id = draw(16);
      return id === '0'.repeat(32) ? this.traceId() : id;
    },
    spanId() {
      if (spanCount === 0xffff_ffff) {
        spanCount = 0;
        spanHead = draw(4);
        if (spanHead === '00000000') spanHead = '00000001';
      }
      return spanHead + (++spanCount).toString(16).padStart(8, '0');
    },
  };
}
