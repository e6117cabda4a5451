import type { Instrument, Watch } from '@heddle/core/integration';
import type { ModelAnswer, StreamReader } from '../apis/model-api.ts';

/** Whom a stream's end is told to. */
export interface StreamListener {
  wrote(): void;
  take(answer: ModelAnswer, how: 'end' | 'break'): void;
  fail(error: unknown, soFar: ModelAnswer): void;
  abandon(): void;
}

/** Follows a stream with a reader, and tells its one ending. */
export function streamWatch(
  instrument: Instrument,
  reader: StreamReader,
  aborted: () => boolean,
  listener: StreamListener,
): Watch {
  let over = false;
  const answer = (): ModelAnswer => instrument.guard(() => reader.answer()) ?? {};
  const end = (how: 'end' | 'break', soFar = answer()): void => {
    if (!over) listener.take(soFar, how);
    over = true;
  };
  return {
    // A stream runs the client's own code only: there is no context of ours to enter.
    enter: (target, self, args) => Reflect.apply(target, self, args as never[]),
    complete() {},
    item(chunk) {
      if (instrument.guard(() => reader.read(chunk)) === true) listener.wrote();
    },
    endStream: (how) => end(aborted() ? 'break' : how),
    fail: (error) => listener.fail(error, answer()),
    abandon() {
      // A response in the background goes on without its stream.
      const soFar = answer();
      if (soFar.pending === true) end('break', soFar);
      else if (!over) listener.abandon();
    },
  };
}
