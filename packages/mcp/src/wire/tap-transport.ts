import { createStamp } from '@heddle/core/integration';
import { replaceMethod } from './replace-method.ts';
import { tapCallback } from './tap-callback.ts';

/** Whoever looks at the messages of a transport. Each method must pass on what it is given. */
export interface Tap {
  /** The transport begins to live: what it opens outlives the work that is under way. */
  starting(start: () => unknown): unknown;
  outbound(message: unknown, send: (message: unknown) => unknown): unknown;
  inbound(message: unknown, deliver: () => unknown): unknown;
  closed(): void;
}

interface Tapped {
  tap: Tap;
}

const tapped = createStamp<Tapped>();

/**
 * Lets `tap` see every message of a transport of the MCP SDK. The transport stays the same object:
 * the SDK probes, compares and hands it back. A transport is tapped once; connecting it again, to
 * the same client or another, moves the tap.
 *
 * @returns false when the object cannot be changed: its messages then go untold.
 */
export function tapTransport(transport: object, tap: Tap): boolean {
  const known = tapped.get(transport);
  if (known !== undefined) {
    known.tap = tap;
    return true;
  }
  const holder: Tapped = { tap };
  const sends = replaceMethod(transport, 'send', (send, self, [message, ...rest]) =>
    holder.tap.outbound(message, (passed) => Reflect.apply(send, self, [passed, ...rest])),
  );
  if (!sends) return false;
  tapped.set(transport, holder);
  replaceMethod(transport, 'start', (start, self, args) =>
    holder.tap.starting(() => Reflect.apply(start, self, args) as unknown),
  );
  tapCallback(
    transport,
    'onmessage',
    once((message, deliver) => holder.tap.inbound(message, deliver)),
  );
  tapCallback(transport, 'onclose', (_args, call) => {
    const result = call();
    holder.tap.closed();
    return result;
  });
  return true;
}

/**
 * The SDK chains handlers: its own calls the one that was there before. Both are ours by then, and
 * the message is one.
 */
function once(
  look: (message: unknown, deliver: () => unknown) => unknown,
): (args: readonly unknown[], call: () => unknown) => unknown {
  const delivering = new Set<unknown>();
  return ([message], call) => {
    if (delivering.has(message)) return call();
    return look(message, () => {
      delivering.add(message);
      try {
        return call();
      } finally {
        delivering.delete(message);
      }
    });
  };
}
