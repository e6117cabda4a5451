import type { Connection } from '../exchange/connection.ts';
import type { ParamsOf } from '../exchange/request-callers.ts';
import { field, isObject, textField } from '../wire/json-rpc.ts';
import { inheritedAccessor } from '../wire/inherited-accessor.ts';
import { replaceMethod } from '../wire/replace-method.ts';

const first: ParamsOf = (args) => args[0];
const ofRequest: ParamsOf = (args) => field(args[0], 'params');
const none: ParamsOf = () => undefined;
const listenFilter: ParamsOf = (args) => ({ notifications: args[0] });

/**
 * The methods that are more than the one request they make: pages, caches, validation, retries and
 * rounds. All others of the client are one `request`, and are seen there.
 */
const LOGICAL_METHODS: readonly (readonly [name: string, method: string, paramsOf: ParamsOf])[] = [
  ['callTool', 'tools/call', first],
  ['listTools', 'tools/list', first],
  ['listPrompts', 'prompts/list', first],
  ['listResources', 'resources/list', first],
  ['listResourceTemplates', 'resources/templates/list', first],
  ['readResource', 'resources/read', first],
  ['discover', 'server/discover', none],
  ['listen', 'subscriptions/listen', listenFilter],
];

/** Lets every way a client has of asking its server something be seen as one request. */
export function watchClientMethods(client: object, connection: Connection): void {
  for (const [name, method, paramsOf] of LOGICAL_METHODS) {
    watchMethod(client, name, method, paramsOf, connection);
  }
  watchRequests(client, connection);
  watchTaskStreams(client, connection);
  watchEmbeddedRequests(client, connection);
}

/** `request` and, of version 1, `requestStream`: the method is in the request. */
export function watchRequests(protocol: object, connection: Connection): void {
  for (const name of ['request', 'requestStream']) {
    replaceMethod(protocol, name, (target, self, args) => {
      const method = textField(args[0], 'method') ?? 'unknown';
      return connection.request(method, ofRequest, target, self, args);
    });
  }
}

function watchMethod(
  object: object,
  name: string,
  method: string,
  paramsOf: ParamsOf,
  connection: Connection,
): void {
  replaceMethod(object, name, (target, self, args) =>
    connection.request(method, paramsOf, target, self, args),
  );
}

/**
 * Version 1: a tool's task is followed to its end by one call, which validates what came of it. The
 * client makes its `experimental` part when it is first asked for, and so do we.
 */
function watchTaskStreams(client: object, connection: Connection): void {
  const { get } = inheritedAccessor(client, 'experimental') ?? {};
  if (get === undefined) return;
  const watched = new WeakSet();
  Reflect.defineProperty(client, 'experimental', {
    configurable: true,
    get: (): unknown => {
      const experimental: unknown = Reflect.apply(get, client, []);
      const tasks = field(experimental, 'tasks');
      if (isObject(tasks) && !watched.has(tasks)) {
        watched.add(tasks);
        watchMethod(tasks, 'callToolStream', 'tools/call', first, connection);
      }
      return experimental;
    },
  });
}

/**
 * Version 2: a result may ask for input, and the client lets its own handlers give it before it
 * tries again. Those requests are never on the wire by themselves.
 */
function watchEmbeddedRequests(client: object, connection: Connection): void {
  replaceMethod(client, '_getRequestHandler', (find, self, args) => {
    const handler: unknown = Reflect.apply(find, self, args);
    if (typeof handler !== 'function') return handler;
    return (...given: unknown[]): unknown =>
      connection.embedded(
        String(args[0]),
        field(given[0], 'params'),
        () => Reflect.apply(handler, self, given) as unknown,
      );
  });
}
