import { createStamp } from './stamp.ts';
import type { Watch } from './watch.ts';

/**
 * The calls that wait for one and the same stream or thenable to end. An object is hooked once,
 * however often it is returned and through however many wrappers.
 */
export class Audience implements Watch {
  #watches: Watch[];
  #over: ((watch: Watch) => void) | undefined;

  constructor(first: Watch) {
    this.#watches = [first];
  }

  join(watch: Watch): void {
    if (this.#over === undefined) this.#watches.push(watch);
    else this.#over(watch);
  }

  /** Runs in the innermost call's context: it is the one that made the object. */
  enter(target: (...args: never[]) => unknown, self: unknown, args: readonly unknown[]): unknown {
    const [innermost] = this.#watches;
    return innermost === undefined
      ? Reflect.apply(target, self, args as never[])
      : innermost.enter(target, self, args);
  }

  item(value: unknown): void {
    for (const watch of this.#watches) watch.item(value);
  }

  complete(value: unknown): void {
    this.#end((watch) => watch.complete(value));
  }

  fail(error: unknown): void {
    this.#end((watch) => watch.fail(error));
  }

  endStream(how: 'end' | 'break', value?: unknown): void {
    this.#end((watch) => watch.endStream(how, value));
  }

  abandon(): void {
    this.#end((watch) => watch.abandon());
  }

  #end(tell: (watch: Watch) => void): void {
    if (this.#over !== undefined) return;
    this.#over = tell;
    // The innermost call ends first, as it would if it had ended by itself.
    for (const watch of this.#watches) tell(watch);
    this.#watches = [];
  }
}

const audiences = createStamp<Audience>();

/** Garbage collection is the last ending there is: whoever dropped the object will never tell. */
const collected = new FinalizationRegistry<Audience>((audience) => audience.abandon());

/**
 * Adds a call to the audience of `object`; `hook` is run the first time only and says whether the
 * object could be hooked at all.
 */
export function attend(
  object: object,
  watch: Watch,
  hook: (audience: Audience) => boolean,
): boolean {
  const known = audiences.get(object);
  if (known !== undefined) {
    known.join(watch);
    return true;
  }
  const audience = new Audience(watch);
  if (!hook(audience)) return false;
  audiences.set(object, audience);
  collected.register(object, audience);
  return true;
}
