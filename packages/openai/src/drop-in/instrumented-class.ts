import { recordOf } from '../record-of.ts';
import { defaultHeddle } from './default-heddle.ts';

// oxlint-disable-next-line typescript/no-explicit-any
type AnyClass = new (...args: any[]) => object;

/** The class itself, but for what it makes: every instance, a subclass's too, is instrumented. */
export function instrumentedClass<Class extends AnyClass>(original: Class): Class {
  const double: Class = new Proxy(original, {
    construct(target, args, newTarget) {
      // `new` on the double itself is `new` on the original: the client's `constructor` is that.
      const made = newTarget === double ? target : newTarget;
      const client = Reflect.construct(target, args, made) as object;
      listen(client);
      return client;
    },
  });
  return double;
}

function listen(client: object): void {
  const { heddle, options } = defaultHeddle();
  if (!heddle.enabled) return;
  const record = recordOf(client, heddle.instrument);
  record?.attach(heddle.instrument, options);
  record?.listenToEveryRun();
}
