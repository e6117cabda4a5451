import type { Durability } from '../../src/spool/spool-options.ts';
import type { EncodedEvent } from '../../src/transport/transport.ts';
import { encodedEvent } from '../buffer/encoded-events.ts';
import { handWorld } from '../buffer/hand-world.ts';
import { delivered, retry, scripted } from '../buffer/scripted-transport.ts';
import { startProcess } from '../spool/host-process.ts';
import { memoryDisk, type Aftermath, type MemoryDisk } from '../spool/memory-fs.ts';
import { chance } from './random.ts';

/** One end of the world: at the `point`-th call of the disk. */
export interface CrashPoint {
  readonly seed: number;
  readonly level: Durability;
  readonly aftermath: Aftermath;
  readonly point: number;
}

export interface CrashOutcome {
  /** Whether the story was long enough to reach the point. */
  readonly crashed: boolean;
  readonly emitted: number;
  /** Promised to survive this kind of end, and not delivered. */
  readonly lost: number;
  /** Delivered, and not what was emitted. */
  readonly wrong: number;
  /** Still waiting long after everything was well again. */
  readonly stuck: number;
}

const types = [
  'agent.run.started',
  'agent.tool.called',
  'agent.llm.called',
  'agent.action.completed',
];

/**
 * A host emits, a receiver comes and goes, and at one call of the disk everything stops. Then another
 * process starts on what is left.
 */
export async function crashAt({
  seed,
  level,
  aftermath,
  point,
}: CrashPoint): Promise<CrashOutcome> {
  const { between, next, pick, yes } = chance(seed);
  const world = handWorld();
  const disk = memoryDisk({ wall: world.runtime.clock.wall });
  const emitted = new Map<string, string>();
  const promised = new Set<string>();
  const arrived = new Map<string, string>();
  let left: MemoryDisk | undefined;
  let receiverUp = yes(0.5);

  const note = (events: readonly EncodedEvent[]): void => {
    for (const { event, json } of events) arrived.set(event.eventId, json);
  };
  const transport = scripted(async ({ events }) => {
    if (!receiverUp || left) return retry;
    note(events);
    return delivered;
  });
  const host = startProcess(world, disk, {
    transport,
    buffer: { maxEvents: 40 },
    batch: { maxEvents: 10 },
    spoolOptions: { level, segmentBytes: 2500 },
  });

  let torn = false;
  disk.fault = (operation) => {
    if (left) return undefined;
    const now = disk.operations === point || torn;
    if (!now) return undefined;
    if (operation === 'write' && !torn && yes(0.5)) {
      torn = true;
      return between(1, 200);
    }
    left = disk.crash(aftermath, next);
    host.kill();
    return undefined;
  };

  const survives = level === 'fsync' || (level === 'write' && aftermath === 'applied');
  for (let step = 0; step < 14 && !left; step++) {
    for (let count = between(1, 12); count > 0 && !left; count--) {
      const event = encodedEvent(pick(types), between(0, 300));
      emitted.set(event.event.eventId, event.json);
      host.delivery.accept(event);
      if (!left && survives) promised.add(event.event.eventId);
    }
    if (yes(0.3)) receiverUp = !receiverUp;
    if (!left) await world.advance(pick([0, 30, 1000, 15_000, 70_000]));
  }
  if (!left) return { crashed: false, emitted: emitted.size, lost: 0, wrong: 0, stuck: 0 };

  await world.advance(61_000);
  const after = scripted(async ({ events }) => {
    note(events);
    return delivered;
  });
  const second = startProcess(world, left, { transport: after });
  await world.advance(130_000);
  const [destination] = second.delivery.diagnostics().destinations;
  const stuck = (destination?.queue.events ?? 0) + (destination?.spooled.events ?? 0);
  const lost = [...promised].filter((id) => !arrived.has(id)).length;
  const wrong = [...arrived].filter(([id, json]) => emitted.get(id) !== json).length;
  second.kill();
  return { crashed: true, emitted: emitted.size, lost, wrong, stuck };
}
