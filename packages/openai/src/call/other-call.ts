import { guardWork, WatchedWork, type Operation } from '@heddle/core/integration';
import type { ClientRecord } from '../client-record.ts';
import type { AnswerListener } from './answer-listener.ts';
import { pendingLook } from './background-responses.ts';
import { openOperation, type Opened } from './open-operation.ts';
import { tapPromise } from './tap-promise.ts';

type Method = (...args: never[]) => unknown;
export type Verb = 'get' | 'post' | 'put' | 'patch' | 'delete' | 'getAPIList';

const ACTIONS: { readonly [V in Verb]: string } = {
  get: 'read',
  getAPIList: 'read',
  post: 'create',
  put: 'update',
  patch: 'update',
  delete: 'delete',
};

/**
 * A call that is no model call passes untouched. Two are listened to: a look at a response in the
 * background, which may show its end, and any at all when the options ask for it.
 */
export function callOther(
  record: ClientRecord,
  verb: Verb,
  original: Method,
  client: object,
  args: readonly unknown[],
): unknown {
  const [path] = args;
  const look = verb === 'get' || verb === 'post' ? pendingLook(path) : undefined;
  if (look !== undefined) return listened(Reflect.apply(original, client, args as never[]), look);
  const opened = recorded(record, verb, client, path);
  if (opened === undefined) return Reflect.apply(original, client, args as never[]);
  const listener = plainListener(opened);
  try {
    return listened(opened.operation.enter(original, client, args), listener);
  } catch (error) {
    listener.fail(error);
    throw error;
  }
}

function listened(promise: unknown, listener: AnswerListener): unknown {
  if (typeof promise !== 'object' || promise === null || !tapPromise(promise, listener)) {
    listener.answer(promise);
  }
  return promise;
}

function recorded(
  record: ClientRecord,
  verb: Verb,
  client: object,
  path: unknown,
): Opened | undefined {
  const listening = record.listener();
  if (listening?.settings.otherCalls !== true || typeof path !== 'string') return undefined;
  const { instrument, settings } = listening;
  const [, collection = '', id] = path.split(/[/?]/);
  const work = guardWork(instrument, {
    name: `${settings.provider} ${collection}`,
    action: ACTIONS[verb],
    resource: {
      type: collection,
      provider: settings.provider,
      ...(id !== undefined && { externalId: decodeURIComponent(id) }),
    },
    // A file's content is not ours to keep.
    capture: 'none',
  });
  return openOperation(new WatchedWork(instrument, work), client, [], settings.outsideRun);
}

function plainListener({ operation, ownRun }: Opened): AnswerListener {
  const complete = (each: Operation | undefined): void => each?.complete(undefined);
  const over = (): void => {
    complete(operation);
    complete(ownRun);
  };
  return {
    tapped() {},
    asked() {},
    answer: over,
    raw: over,
    unread: over,
    fail(error) {
      operation.fail(error);
      ownRun?.fail(error);
    },
  };
}
