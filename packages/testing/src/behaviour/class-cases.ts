import { attempt, group, type BehaviourCase } from './behaviour-case.ts';

/** Classes and their methods. */
export const classCases: BehaviourCase[] = group('C', {
  'new works, instanceof holds, new.target is the class': (wrap) => {
    let target: unknown;
    class Thing {
      readonly value: number;
      constructor(value: number) {
        target = new.target;
        this.value = value;
      }
    }
    const Wrapped = wrap(Thing as never) as unknown as typeof Thing;
    const thing = new Wrapped(3);
    return [thing.value, thing instanceof Wrapped, thing instanceof Thing, target === Thing];
  },

  'a class extends a wrapped class': (wrap) => {
    class Base {
      readonly #secret = 'base';
      reveal(): string {
        return this.#secret;
      }
    }
    const Wrapped = wrap(Base as never) as unknown as typeof Base;
    class Child extends Wrapped {
      override reveal(): string {
        return `child of ${super.reveal()}`;
      }
    }
    const child = new Child();
    return [
      child.reveal(),
      child instanceof Child,
      child instanceof Base,
      Object.getPrototypeOf(child) === Child.prototype,
    ];
  },

  'a class without new throws the same kind of error': (wrap) => {
    class Thing {}
    const Wrapped = wrap(Thing as never) as unknown as () => unknown;
    const result = attempt(() => Wrapped()) as { threw: unknown };
    return result.threw instanceof TypeError;
  },

  'statics are there, and writes reach the class': (wrap) => {
    class Thing {
      static count = 1;
      static create(): string {
        return `made ${this.count}`;
      }
    }
    const Wrapped = wrap(Thing as never) as unknown as typeof Thing;
    Wrapped.count = 5;
    return [Wrapped.create(), Thing.count, Wrapped.name, Wrapped.prototype === Thing.prototype];
  },

  'methods with private fields and super': (wrap) => {
    class Parent {
      greet(): string {
        return 'parent';
      }
    }
    class Child extends Parent {
      readonly #name = 'kid';
      override greet(): string {
        return `${super.greet()} of ${this.#name}`;
      }
    }
    Child.prototype.greet = wrap(Child.prototype.greet);
    return [new Child().greet(), Child.prototype.greet.length];
  },

  'static methods and getters': (wrap) => {
    class Thing {
      static base = 10;
      static add(n: number): number {
        return this.base + n;
      }
    }
    Thing.add = wrap(Thing.add);
    const getter = wrap(function (this: { x: number }) {
      return this.x;
    });
    const object = Object.defineProperty({ x: 4 }, 'double', { get: getter });
    return [Thing.add(1), (object as unknown as { double: number }).double];
  },

  'async methods keep this over await': async (wrap) => {
    class Service {
      readonly #base = 'https';
      async url(path: string): Promise<string> {
        await Promise.resolve();
        return `${this.#base}/${path}`;
      }
    }
    Service.prototype.url = wrap(Service.prototype.url);
    return new Service().url('x');
  },

  'a constructor that throws, and one that returns another object': (wrap) => {
    const error = new Error('no');
    const Fails = wrap(
      class {
        constructor() {
          throw error;
        }
      } as never,
    ) as unknown as new () => unknown;
    const other = { other: true };
    const Other = wrap(
      class {
        constructor() {
          return other;
        }
      } as never,
    ) as unknown as new () => unknown;
    const failed = attempt(() => new Fails()) as { threw: unknown };
    return [failed.threw === error, new Other() === other];
  },

  'function constructors with prototypes': (wrap) => {
    function Point(this: { x: number }, x: number): void {
      this.x = x;
    }
    Point.prototype.double = function (this: { x: number }) {
      return this.x * 2;
    };
    const Wrapped = wrap(Point as never) as unknown as new (x: number) => {
      x: number;
      double(): number;
    };
    const point = new Wrapped(3);
    return [point.x, point.double(), point instanceof Wrapped];
  },

  'Reflect.construct with another new.target': (wrap) => {
    class Thing {
      readonly kind: string;
      constructor() {
        this.kind = new.target.name;
      }
    }
    class Other {}
    const made = Reflect.construct(wrap(Thing as never), [], Other) as { kind: string };
    return [made.kind, made instanceof Other];
  },
});
