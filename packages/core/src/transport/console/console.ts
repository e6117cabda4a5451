import type { Batch, SendResult, Transport } from '../transport.ts';
import { painter, wantsColor } from './terminal.ts';
import { createTimeline } from './timeline.ts';

/** Where lines go: `process.stderr` is one. */
export interface ConsoleStream {
  readonly isTTY?: boolean;
  write(text: string, done?: () => void): unknown;
  on?(event: 'error', listener: () => void): unknown;
  removeListener?(event: 'error', listener: () => void): unknown;
}

export interface ConsoleTransportOptions {
  /** Default: the standard error, since the standard output is the host's product. */
  readonly stream?: ConsoleStream;
  /** Default: when the stream is a terminal; `NO_COLOR` and `FORCE_COLOR` are obeyed. */
  readonly color?: boolean;
}

export interface ConsoleTransport extends Transport {
  send(batch: Batch): SendResult;
}

/**
 * Prints events as a timeline for people. What a payload says is only ever shown: control
 * characters come out as `\u001b`, never as colours, titles or cursor moves.
 *
 * @example
 * createHeddle({ transport: console() });
 * // 12:00:01.482    7     ✓ tool.called search 12 ms
 */
export function console(options: ConsoleTransportOptions = {}): ConsoleTransport {
  const { process } = globalThis;
  const { stream = process.stderr } = options;
  const line = createTimeline(painter(options.color ?? wantsColor(stream, process.env)));
  // A reader that has gone away (EPIPE) is no reason for the host to die, and no reason to hide the
  // host's own errors on the same stream for longer than our writes last.
  const ignore = (): void => {};
  let writing = 0;
  const begin = (): void => {
    if (writing++ === 0) stream.on?.('error', ignore);
  };
  const end = (): void => {
    if (--writing === 0) stream.removeListener?.('error', ignore);
  };
  return {
    name: 'console',
    spooled: false,
    maxDelayMs: 0,
    send(batch) {
      const text = batch.events.map(({ event }) => line(event)).join('');
      begin();
      stream.write(text, end);
      return { status: 'delivered' };
    },
  };
}
