import { createDelivery, type Delivery, type DeliveryOptions } from '../../src/buffer/delivery.ts';
import type { SpoolFs } from '../../src/spool/spool-fs.ts';
import { spool } from '../../src/spool/spool.ts';
import type { SpoolOptions } from '../../src/spool/spool-options.ts';
import type { HandWorld } from '../buffer/hand-world.ts';
import type { MemoryDisk } from './memory-fs.ts';

/** A program in a world of ours, which can be killed at any moment. */
export interface HostProcess {
  readonly delivery: Delivery;
  readonly warnings: readonly string[];
  /** No timer fires and no write arrives after this. */
  kill(): void;
  /** No timer fires until it wakes. */
  sleep(): void;
  wake(): void;
}

export const root = '/host/.heddle/spool';

export function startProcess(
  world: HandWorld,
  disk: MemoryDisk,
  options: Pick<DeliveryOptions, 'transport'> &
    Partial<DeliveryOptions> & { readonly spoolOptions?: SpoolOptions },
): HostProcess {
  const { spoolOptions, ...rest } = options;
  const mount = disk.mount();
  const warnings: string[] = [];
  let alive = true;
  let asleep: (() => void)[] | undefined;
  const run = (callback: () => void): void => {
    if (!alive) return;
    if (asleep) asleep.push(callback);
    else callback();
  };
  const runtime = {
    ...world.runtime,
    random: () => world.runtime.random(),
    timers: {
      after: (delayMs: number, callback: () => void, hold?: boolean) =>
        world.runtime.timers.after(delayMs, () => run(callback), hold),
    },
  };
  const delivery = createDelivery({
    runtime,
    warn: (message) => void warnings.push(message),
    spool: spool({ path: root, fs: mount as SpoolFs, ...spoolOptions }),
    ...rest,
  });
  return {
    delivery,
    warnings,
    kill() {
      alive = false;
      mount.kill();
    },
    sleep: () => void (asleep ??= []),
    wake() {
      const late = asleep ?? [];
      asleep = undefined;
      for (const callback of late) run(callback);
    },
  };
}
