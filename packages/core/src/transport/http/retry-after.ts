/**
 * Milliseconds that a `Retry-After` asks for (RFC 9110 10.2.3: seconds or a date), `now` being the
 * wall clock. Undefined for what is neither, such as `soon` or `-5`. Of two headers, which
 * `fetch` joins with a comma, the longer wait counts.
 */
export function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^[\d\s.,]+$/.test(value)) {
    const seconds = Math.max(...value.split(',').map(Number));
    return Number.isFinite(seconds) ? seconds * 1000 : undefined;
  }
  const date = /^[A-Z]/i.test(value) ? Date.parse(value) : Number.NaN;
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
