import type { Json } from '@heddle/events';
import { DEFAULT_CAPTURE_LIMITS, type CaptureLimits } from './capture-limits.ts';
import { SHORTEST_MEDIA } from './capture-long-text.ts';
import { CaptureWalk } from './capture-walk.ts';

export interface CaptureOptions extends Partial<CaptureLimits> {
  /** Calls an object's own `toJSON`. Host code: off unless asked for; Date and URL need none. */
  readonly toJSON?: boolean;
}

/** Adds up, roughly, what captured values hold on to, in characters. */
export interface CaptureMeter {
  size: number;
}

/** A bounded, JSON-safe copy of a value of the host, as it is now. Never throws. */
export type Capture = (value: unknown, meter?: CaptureMeter) => Json;

/**
 * Makes the one reader of the host's objects. It runs inside the host's call, so the common case
 * (primitives, strings, small plain objects) is a shallow clone per object, and everything else is
 * bounded by `limits`.
 *
 * Every value has a rendering. Plain data is itself; strings are kept by reference. What JSON
 * cannot say becomes a tagged string: `[NaN]`, `[bigint 12]`, `[function search]`, `[Proxy]`,
 * `[circular: $.owner]`, `[truncated: 9000 more]`. Bytes become their size and a short hash, base64
 * media `{ media, bytes, sha256 }`. A getter that throws costs its own property only; accessors on
 * prototypes, `toJSON` methods and Proxy traps are never run. Properties under symbols are not
 * read.
 *
 * @example
 * const capture = createCapture({ depth: 6 });
 * capture({ query: 'shoes', when: new Date(0) }); // { query: 'shoes', when: '1970-01-01T00:00:00.000Z' }
 */
export function createCapture(options: CaptureOptions = {}): Capture {
  const limits = { ...DEFAULT_CAPTURE_LIMITS, ...options };
  const short = Math.min(SHORTEST_MEDIA, limits.stringLength);
  return (value, meter) => {
    if (typeof value === 'string' && value.length < short) {
      if (meter !== undefined) meter.size += value.length;
      return value;
    }
    const walk = new CaptureWalk(limits);
    try {
      return walk.value(value, '$', undefined);
    } catch {
      return '[unreadable]';
    } finally {
      if (meter !== undefined) meter.size += walk.size + walk.held + 8 * walk.nodes;
    }
  };
}
