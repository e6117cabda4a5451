/** How much of a value is kept. What is cut leaves a marker that says how much there was. */
export interface CaptureLimits {
  /** Levels of objects inside objects. 12. */
  readonly depth: number;
  /** Items of one array, map or set; keys of one object. 1,000. */
  readonly items: number;
  /** Values altogether. 20,000. */
  readonly nodes: number;
  /** Characters of one string. 262,144. */
  readonly stringLength: number;
  /** Characters of all strings and keys together. 1,048,576. */
  readonly totalLength: number;
}

export const DEFAULT_CAPTURE_LIMITS: CaptureLimits = {
  depth: 12,
  items: 1000,
  nodes: 20_000,
  stringLength: 256 * 1024,
  totalLength: 1024 * 1024,
};
