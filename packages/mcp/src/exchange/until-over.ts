import type { Watch } from '@heddle/core/integration';

/** A watch that only wants to know when a call is over, however it ended. */
export function untilOver(over: () => void): Watch {
  return {
    enter: (target, self, args) => Reflect.apply(target, self, args as never[]),
    item: () => {},
    complete: over,
    fail: over,
    endStream: over,
    abandon: over,
  };
}
