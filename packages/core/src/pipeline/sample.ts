/** Part of the runs that is recorded, 0 to 1, or a function of the trace id that says it or decides. */
export type SampleOption = number | ((traceId: string) => number | boolean);

/**
 * Makes the decision whether a run is recorded, whole. It depends on the id alone: every process
 * that sees the id decides alike, and what a smaller ratio keeps, a larger one keeps too.
 *
 * The last 56 bits of a W3C trace id are its random part (Trace Context level 2); other ids are
 * hashed. A function that throws, or says something else, keeps the run.
 *
 * @example
 * const sample = createSampler(0.1);
 * sample(run.traceId); // true for one run in ten
 */
export function createSampler(option: SampleOption): (traceId: string) => boolean {
  if (typeof option === 'number') return (traceId) => isKept(option, traceId);
  return (traceId) => {
    try {
      const answer: unknown = option(traceId);
      if (typeof answer === 'boolean') return answer;
      return typeof answer === 'number' && !Number.isNaN(answer) ? isKept(answer, traceId) : true;
    } catch {
      return true;
    }
  };
}

function isKept(ratio: number, traceId: string): boolean {
  if (ratio >= 1) return true;
  return ratio > 0 && position(traceId) >= 1 - ratio;
}

const TRACE_ID = /^[0-9a-f]{32}$/;

/** Where an id falls between 0 and 1. A number holds 52 of the 56 random bits exactly. */
function position(id: string): number {
  return TRACE_ID.test(id) ? Number.parseInt(id.slice(18, 31), 16) / 2 ** 52 : hash(id) / 2 ** 32;
}

/** FNV-1a, then MurmurHash3's finaliser, which spreads what differs in the last characters only. */
function hash(text: string): number {
  let state = 0x811c9dc5;
  for (let index = 0; index < text.length; index++) {
    state = Math.imul(state ^ text.charCodeAt(index), 0x01000193);
  }
  state = Math.imul(state ^ (state >>> 16), 0x85ebca6b);
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35);
  return (state ^ (state >>> 16)) >>> 0;
}
