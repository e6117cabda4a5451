import type { ModelApi } from '../apis/model-api.ts';
import { fields } from '../apis/read.ts';
import type { ClientRecord } from '../client-record.ts';
import { ModelCall } from './model-call.ts';
import { openOperation } from './open-operation.ts';
import { takeGiven, withCall } from './opening.ts';
import { tapPromise } from './tap-promise.ts';

type Method = (...args: never[]) => unknown;

/** Posts what calls a model, and listens to how it ends. What comes back is the client's own. */
export function callModel(
  record: ClientRecord,
  api: ModelApi,
  post: Method,
  client: object,
  args: readonly unknown[],
): unknown {
  // Taken in any case: the next call must not find it.
  const given = takeGiven();
  const call = beginCall(record, api, given ?? posted(args[1]), client);
  if (call === undefined) return Reflect.apply(post, client, args as never[]);
  let promise: unknown;
  try {
    promise = withCall(call, () => call.operation.enter(post, client, args));
  } catch (error) {
    call.fail(error);
    throw error;
  }
  if (typeof promise !== 'object' || promise === null || !tapPromise(promise, call)) {
    call.answer(promise);
  }
  return promise;
}

function beginCall(
  record: ClientRecord,
  api: ModelApi,
  { body, options }: { readonly body: object; readonly options: unknown },
  client: object,
): ModelCall | undefined {
  const listening = record.listener();
  if (listening === undefined) return undefined;
  const { settings, works } = listening;
  const opened = openOperation(works(api), client, [body, options], settings.outsideRun);
  return opened === undefined ? undefined : new ModelCall(opened, api, settings);
}

/** A bare `client.post(path, { body })`. */
function posted(options: unknown): { body: object; options: unknown } {
  return { body: fields(fields(options)['body']), options };
}
