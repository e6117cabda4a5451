/** Shared by every copy of this package in the process: a mark set by one is seen by all. */
const KEY = Symbol.for('heddle.opaque.v1');

interface Marks {
  /** False until the first mark, so that those who never use it pay one comparison. */
  any: boolean;
  readonly objects: WeakSet<object>;
}

let known: Marks | undefined;

function marks(): Marks {
  if (known !== undefined) return known;
  const holder = globalThis as { [KEY]?: Marks };
  if (holder[KEY] === undefined) {
    Object.defineProperty(holder, KEY, { value: { any: false, objects: new WeakSet() } });
  }
  return (known = holder[KEY] as Marks);
}

/**
 * Marks an object or a function that must not be looked into when it is an argument, a result or
 * part of one: a client, a connection, a cache of a million entries. Its events say
 * `[opaque ClassName]`. Gives back the object itself, unchanged.
 *
 * @example
 * const database = opaque(new Pool());
 */
export function opaque<Value extends object>(value: Value): Value {
  const shared = marks();
  shared.objects.add(value);
  shared.any = true;
  return value;
}

export function isOpaque(value: object): boolean {
  const shared = known ?? marks();
  return shared.any && shared.objects.has(value);
}
