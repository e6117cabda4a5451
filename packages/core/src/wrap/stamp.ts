/**
 * Remembers something about an object of the host's without the host being able to tell: a private
 * field is put on the object itself (through a constructor that returns it). It is invisible to
 * every form of reflection and, unlike a WeakMap entry, costs the garbage collector nothing extra,
 * which matters on the path of every promise.
 */
class ReturnsArgument {
  constructor(object: object) {
    // oxlint-disable-next-line no-constructor-return -- the very trick this file is about
    return object;
  }
}

export interface Stamp<Note> {
  get(object: object): Note | undefined;
  set(object: object, note: Note): void;
}

export function createStamp<Note>(): Stamp<Note> {
  class Stamped extends ReturnsArgument {
    #note: Note | undefined;

    static read(object: object): Note | undefined {
      return #note in object ? object.#note : undefined;
    }

    static write(object: object, note: Note): void {
      const stamped = #note in object ? object : (new Stamped(object) as Stamped);
      stamped.#note = note;
    }
  }

  // A future engine may refuse private fields on frozen objects (a TC39 proposal).
  const fallback = new WeakMap<object, Note>();
  return {
    get: (object) => Stamped.read(object) ?? fallback.get(object),
    set(object, note) {
      try {
        Stamped.write(object, note);
      } catch {
        fallback.set(object, note);
      }
    },
  };
}
