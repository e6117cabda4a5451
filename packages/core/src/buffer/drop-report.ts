import type { DeliveryRuntime } from './runtime.ts';

export const dropReportIntervalMs = 60_000;

/** Tells about losses, at most once a minute and only when there were new ones. */
export interface DropReporter {
  /** To be called when a loss was counted. */
  changed(): void;
  /** Reports now what has not been reported. */
  flush(): void;
  /** Nobody listens any more. */
  close(): void;
}

export function createDropReporter(
  report: () => void,
  { timers, runSuppressed }: DeliveryRuntime,
): DropReporter {
  let disarm: (() => void) | undefined;
  let closed = false;

  function flush(): void {
    if (!disarm) return;
    disarm();
    disarm = undefined;
    report();
  }

  return {
    changed() {
      if (!closed) disarm ??= runSuppressed(() => timers.after(dropReportIntervalMs, flush));
    },
    flush,
    close() {
      closed = true;
      disarm?.();
    },
  };
}
