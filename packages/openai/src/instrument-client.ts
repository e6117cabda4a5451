import { dataMethod, dataValue, overrideMethod } from '@heddle/core/integration';
import { fields } from './apis/read.ts';
import { callModel } from './call/call-model.ts';
import type { ModelCall } from './call/model-call.ts';
import { takeCall, withGiven } from './call/opening.ts';
import { callOther } from './call/other-call.ts';
import type { ClientRecord } from './client-record.ts';
import { MODEL_METHODS, apiAt } from './model-methods.ts';

type Method = (...args: never[]) => unknown;

/** How a method of the client is called: with what it was, its `this` and its arguments. */
type Caller = (original: Method, self: object, args: readonly unknown[]) => unknown;

/**
 * Puts our methods in front of the client's own, on the client itself. It stays the object it was,
 * private members and all, so that its helpers, its subclasses' methods and whoever else holds it
 * go through them too. False when the client is frozen.
 */
export function instrumentClient(
  client: object,
  record: ClientRecord,
  alsoDerived: (client: object) => void,
): boolean {
  const done = intercept(client, 'post', (original, self, args) => {
    const api = apiAt(args[0]);
    return api === undefined
      ? callOther(record, 'post', original, self, args)
      : callModel(record, api, original, self, args);
  });
  if (!done) return false;
  for (const verb of ['get', 'put', 'patch', 'delete', 'getAPIList'] as const) {
    intercept(client, verb, (original, self, args) =>
      callOther(record, verb, original, self, args),
    );
  }
  interceptRequests(client);
  intercept(client, 'withOptions', (original, self, args) => {
    const derived = Reflect.apply(original, self, args as never[]);
    if (typeof derived === 'object' && derived !== null) alsoDerived(derived);
    return derived;
  });
  for (const place of Object.keys(MODEL_METHODS)) handOver(client, place.split('.'));
  return true;
}

/** The request behind a post: its answer or failure, and every time it is made again. */
function interceptRequests(client: object): void {
  const calls = new WeakMap<object, ModelCall>();
  intercept(client, 'makeRequest', (original, self, args) => {
    const call = takeCall();
    const [options] = args;
    if (call === undefined) {
      // The client retries with the very options that it resolved the first time.
      if (typeof options === 'object' && options !== null) calls.get(options)?.retried();
      return Reflect.apply(original, self, args as never[]);
    }
    void Promise.resolve(options).then(
      (resolved) => void calls.set(fields(resolved), call),
      () => {},
    );
    const made = Reflect.apply(original, self, args as never[]) as Promise<unknown>;
    return made.then(
      (props) => {
        call.received(props);
        return props;
      },
      (error: unknown) => {
        call.fail(error);
        throw error;
      },
    );
  });
}

/** Lets a method hand its arguments to the post that it leads to. */
function handOver(client: object, place: readonly string[]): void {
  let holder: unknown = client;
  for (const name of place.slice(0, -1)) holder = dataValue(fields(holder), name);
  if (typeof holder !== 'object' || holder === null) return;
  intercept(holder, place.at(-1) as string, (original, self, args) =>
    withGiven({ body: fields(args[0]), options: args[1] }, () =>
      Reflect.apply(original, self, args as never[]),
    ),
  );
}

function intercept(object: object, name: string, call: Caller): boolean {
  const original = dataMethod(object, name);
  if (original === undefined) return false;
  // A Proxy keeps the name, the length and everything else of the method.
  const double = new Proxy(original, {
    apply: (target, self, args) => call(target, self as object, args),
  });
  return overrideMethod(object, name, double);
}
