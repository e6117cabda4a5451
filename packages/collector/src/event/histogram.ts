/**
 * Durations as counts in buckets whose borders grow by 5 %: two histograms merge by adding, one is
 * taken out of another by subtracting, and a quantile read from it is within 2.5 % of the exact
 * value. The mapping is that of DDSketch (Masson, Rim, Lee, 2019) with a fixed base; the published
 * JavaScript DDSketch does not load without an undeclared dependency and cannot subtract.
 */
const base = 1.05;
const logBase = Math.log(base);
/** The middle of a bucket in the sense that its relative distance to both borders is equal. */
const middle = 2 / (1 + base);

/** Bucket number to count. Bucket 0 holds what is below a microsecond. */
export type Histogram = Map<number, number>;

const smallestMs = 0.001;
const largestMs = 1e12;

/** Adds `count` observations (negative takes them out again). */
export function observe(histogram: Histogram, durationMs: number, count = 1): void {
  add(histogram, bucketOf(durationMs), count);
}

/** Adds all of `other`; `sign` -1 subtracts it. */
export function mergeInto(histogram: Histogram, other: Histogram, sign: 1 | -1 = 1): void {
  for (const [bucket, count] of other) add(histogram, bucket, sign * count);
}

/**
 * The values below which the given shares of the observations lie, in milliseconds. Empty when
 * nothing was observed.
 *
 * @example quantilesOf(histogram, [0.5, 0.95]) // [120.4, 910.2]
 */
export function quantilesOf(histogram: Histogram, shares: readonly number[]): number[] {
  const buckets = [...histogram].sort(([left], [right]) => left - right);
  const total = buckets.reduce((sum, [, count]) => sum + count, 0);
  if (total <= 0) return [];
  return shares.map((share) => {
    // Nearest rank: the smallest value with at least that share of the observations at or below it.
    const rank = Math.max(1, Math.ceil(share * total));
    let seen = 0;
    for (const [bucket, count] of buckets) {
      seen += count;
      if (seen >= rank) return valueOf(bucket);
    }
    return valueOf(buckets[buckets.length - 1]?.[0] ?? 0);
  });
}

/** As bytes: pairs of (distance to the bucket before, count) as variable-length integers. */
export function encodeHistogram(histogram: Histogram): Uint8Array {
  const bytes: number[] = [];
  let previous = 0;
  for (const [bucket, count] of [...histogram].sort(([left], [right]) => left - right)) {
    writeInteger(bytes, bucket - previous);
    writeInteger(bytes, count);
    previous = bucket;
  }
  return Uint8Array.from(bytes);
}

export function decodeHistogram(bytes: Uint8Array): Histogram {
  const histogram: Histogram = new Map();
  let offset = 0;
  let bucket = 0;
  const read = (): number => {
    let value = 0;
    let scale = 1;
    for (;;) {
      const byte = bytes[offset++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 0x80;
    }
  };
  while (offset < bytes.length) {
    bucket += read();
    histogram.set(bucket, read());
  }
  return histogram;
}

function bucketOf(durationMs: number): number {
  if (!(durationMs > smallestMs)) return 0;
  return Math.ceil(Math.log(Math.min(durationMs, largestMs) / smallestMs) / logBase);
}

function valueOf(bucket: number): number {
  return bucket === 0 ? 0 : smallestMs * base ** bucket * middle;
}

function add(histogram: Histogram, bucket: number, count: number): void {
  const sum = (histogram.get(bucket) ?? 0) + count;
  if (sum > 0) histogram.set(bucket, sum);
  else histogram.delete(bucket);
}

function writeInteger(bytes: number[], value: number): void {
  let rest = value;
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80);
    rest = Math.floor(rest / 0x80);
  }
  bytes.push(rest);
}
