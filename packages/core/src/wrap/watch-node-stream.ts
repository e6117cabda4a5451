import { attend } from './audience.ts';
import { dataMethod, overrideMethod } from './data-method.ts';
import type { Watch } from './watch.ts';

/**
 * A Node stream tells everything through `emit`. Listening would be seen: an `error` listener
 * turns a crash into silence, a `data` listener starts the flow, and `listenerCount` changes.
 */
export function watchNodeStream(stream: object, watch: Watch): boolean {
  const emit = dataMethod(stream, 'emit');
  if (emit === undefined || dataMethod(stream, 'pipe') === undefined) return false;
  if (dataMethod(stream, 'read') === undefined) return false;
  return attend(stream, watch, (audience) =>
    overrideMethod(stream, 'emit', function (this: unknown, ...args: unknown[]): unknown {
      const [name, value] = args;
      if (name === 'data') audience.item(value);
      else if (name === 'end') audience.endStream('end');
      else if (name === 'error') audience.fail(value);
      // `close` without `end`: the consumer destroyed it.
      else if (name === 'close') audience.endStream('break');
      return Reflect.apply(emit, this, args as never[]);
    }),
  );
}
