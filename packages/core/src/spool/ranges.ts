/** A stretch of a file: from the first byte to the one after the last. */
export type Range = readonly [from: number, to: number];

/** A set of stretches, kept merged. */
export interface Ranges {
  add(from: number, to: number): void;
  has(offset: number): boolean;
  readonly all: readonly Range[];
}

export function createRanges(): Ranges {
  let ranges: Range[] = [];
  /** The index of the first stretch that ends at or after `offset`. */
  function search(offset: number): number {
    let low = 0;
    let high = ranges.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((ranges[middle] as Range)[1] < offset) low = middle + 1;
      else high = middle;
    }
    return low;
  }
  return {
    add(from, to) {
      const first = search(from);
      let last = first;
      let merged: Range = [from, to];
      for (let next = ranges[last]; next && next[0] <= to; next = ranges[++last]) {
        merged = [Math.min(merged[0], next[0]), Math.max(merged[1], next[1])];
      }
      ranges.splice(first, last - first, merged);
    },
    has(offset) {
      const range = ranges[search(offset + 1)];
      return range !== undefined && range[0] <= offset;
    },
    get all() {
      return ranges;
    },
  };
}
