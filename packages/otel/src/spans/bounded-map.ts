/**
 * A map that forgets what was put in first when it grows too heavy: what is remembered of work in
 * other people's hands must have an end.
 */
export class BoundedMap<Value> {
  readonly #mostWeight: number;
  readonly #forgotten: ((key: string, value: Value) => void) | undefined;
  readonly #entries = new Map<string, { readonly value: Value; readonly weight: number }>();
  #weight = 0;

  constructor(mostWeight: number, forgotten?: (key: string, value: Value) => void) {
    this.#mostWeight = mostWeight;
    this.#forgotten = forgotten;
  }

  get size(): number {
    return this.#entries.size;
  }

  get(key: string): Value | undefined {
    return this.#entries.get(key)?.value;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  set(key: string, value: Value, weight = 1): void {
    this.delete(key);
    this.#entries.set(key, { value, weight });
    this.#weight += weight;
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#mostWeight || oldest === key) break;
      this.delete(oldest);
      this.#forgotten?.(oldest, entry.value);
    }
  }

  delete(key: string): boolean {
    this.#weight -= this.#entries.get(key)?.weight ?? 0;
    return this.#entries.delete(key);
  }

  *entries(): IterableIterator<[string, Value]> {
    for (const [key, { value }] of this.#entries) yield [key, value];
  }
}
