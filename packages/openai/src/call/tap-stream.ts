import {
  dataMethod,
  dataValue,
  overrideMethod,
  tappedOpener,
  type Watch,
} from '@heddle/core/integration';

/** A stream or an iterator that was dropped unfinished: nobody will ever tell its end. */
const dropped = new FinalizationRegistry<Watch>((watch) => watch.abandon());

/** The client's `Stream`: an iterator source and a controller. */
export function isStream(value: unknown): value is object {
  return (
    typeof value === 'object' &&
    value !== null &&
    typeof dataValue(value, 'iterator') === 'function' &&
    dataMethod(value, Symbol.asyncIterator) !== undefined
  );
}

/**
 * Watches a `Stream` at its source, which is what `for await`, `tee()`, `toReadableStream()` and
 * the helpers all open. The stream stays the same object; it is read as far, and aborted as early,
 * as its consumer wants.
 */
export function tapStream(stream: object, watch: Watch): void {
  const open = dataMethod(stream, 'iterator');
  if (open === undefined) return;
  const token = {};
  const opened = tappedOpener(open, watch);
  overrideMethod(stream, 'iterator', function (this: unknown, ...args: unknown[]): unknown {
    const iterator = Reflect.apply(opened, this, args);
    // The branches of a tee outlive the stream they came from: from now on the iterator counts.
    dropped.unregister(token);
    if (typeof iterator === 'object' && iterator !== null) dropped.register(iterator, watch);
    return iterator;
  });
  dropped.register(stream, watch, token);
}

/**
 * Tells whether a stream's request was aborted: its iterator then ends without an error. Holds the
 * controller and not the stream, which must stay free to be collected.
 */
export function abortTeller(stream: object): () => boolean {
  const controller = dataValue(stream, 'controller');
  return () => controller instanceof AbortController && controller.signal.aborted;
}
