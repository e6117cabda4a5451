import { encodedEvents } from '../buffer/encoded-events.ts';
import { accountedFor } from '../buffer/conservation.ts';
import { handWorld } from '../buffer/hand-world.ts';
import { delivered, retry, scripted } from '../buffer/scripted-transport.ts';
import { scanLines } from '../../src/spool/line.ts';
import { root, startProcess, type HostProcess } from '../spool/host-process.ts';
import { fsError, memoryDisk } from '../spool/memory-fs.ts';
import { chance } from './random.ts';

export interface ModelOutcome {
  readonly seed: number;
  readonly emitted: number;
  /** Neither delivered nor counted as lost by anybody, beyond what a kill may cost. */
  readonly vanished: number;
  /** Steps after which the books of a process did not add up. */
  readonly unbalanced: number;
  readonly invented: number;
  readonly stuck: number;
  /** What happened, for "sometimes" checks: a test that never gets there proves nothing. */
  readonly seen: ReadonlySet<string>;
}

const types = [
  'agent.run.completed',
  'agent.tool.called',
  'agent.llm.called',
  'agent.action.failed',
];
const errors = ['ENOSPC', 'EIO', 'EACCES', 'EMFILE'];

/**
 * A random story: processes emit, end, are killed and come back; the receiver comes and goes; the
 * disk fails, is slow, takes parts of writes, and flips bits; the wall clock jumps. Then all is well
 * for a while, and everything has to be accounted for.
 */
export async function tellStory(seed: number, length: number): Promise<ModelOutcome> {
  const { between, next, pick, yes } = chance(seed);
  const world = handWorld();
  world.runtime.random = next;
  const disk = memoryDisk({ wall: world.runtime.clock.wall, pass: (ms) => world.stall(ms) });
  const spoolOptions = {
    level: pick(['batch', 'write', 'fsync'] as const),
    segmentBytes: pick([600, 3000, 20_000]),
    maxBytes: pick([15_000, 1_000_000]),
  };
  const emitted = new Set<string>();
  const arrived = new Set<string>();
  const seen = new Set<string>();
  const hosts = new Set<HostProcess>();
  let receiver: 'up' | 'down' | 'picky' = 'up';
  let unbalanced = 0;
  let invented = 0;
  /** What kills may have cost, and what damage to files may have. */
  let excused = 0;
  let damaged = 0;
  /** What each process has emitted or taken over. */
  const known = new Map<HostProcess, Set<string>>();
  /** Counted as lost by processes that are gone. */
  let counted = 0;

  function start(): void {
    const transport = scripted(async ({ events }) => {
      if (receiver === 'down') return retry;
      if (receiver === 'picky' && events.length > 1 && yes(0.3)) {
        return { status: 'refused', reason: 'picky' };
      }
      if (receiver === 'picky' && yes(0.2)) return { status: 'refused', reason: 'picky' };
      for (const { event } of events) {
        if (!emitted.has(event.eventId)) invented += 1;
        if (arrived.has(event.eventId)) seen.add('duplicate');
        arrived.add(event.eventId);
      }
      return delivered;
    });
    const host = startProcess(world, disk, {
      transport,
      buffer: { maxEvents: pick([8, 40, 400]) },
      batch: { maxEvents: 10 },
      spoolOptions,
    });
    hosts.add(host);
    known.set(host, new Set());
  }

  function emit(host: HostProcess): void {
    for (const event of encodedEvents(between(1, 30), pick(types), between(0, 200))) {
      emitted.add(event.event.eventId);
      known.get(host)?.add(event.event.eventId);
      host.delivery.accept(event);
    }
  }

  function books(host: HostProcess) {
    const [destination] = host.delivery.diagnostics().destinations;
    if (!destination) throw new Error('no destination');
    return destination;
  }

  function settleAccounts(host: HostProcess): void {
    const { drops, quarantined } = books(host);
    for (const [reason, { events }] of Object.entries(drops)) {
      counted += events;
      seen.add(reason);
    }
    if (quarantined > 0) seen.add('quarantined');
    counted += quarantined;
    hosts.delete(host);
  }

  /** What only memory had dies with the process: not yet written, or given up to a quota. */
  function kill(host: HostProcess): void {
    const written = onDisk(disk.below(root));
    const gone = [...(known.get(host) ?? [])].filter((id) => !arrived.has(id) && !written.has(id));
    const before = counted;
    host.kill();
    settleAccounts(host);
    excused += Math.max(0, gone.length - (counted - before));
    seen.add('kill');
  }

  function onDisk(paths: readonly string[]): Set<string> {
    const ids = new Set<string>();
    for (const path of paths.filter((name) => name.endsWith('.ndjson'))) {
      const { bytes } = disk.files.get(path) as { bytes: Buffer };
      for (const { json } of scanLines(bytes, 0, true).records) {
        ids.add((JSON.parse(json) as { eventId?: string }).eventId ?? '');
      }
    }
    return ids;
  }

  /** Whoever takes a file over knows what is in it. */
  disk.renamed = (path) => {
    for (const [host, ids] of known) {
      const own = host.delivery.diagnostics().spool?.path ?? '';
      if (path.startsWith(`${own}/`)) for (const id of onDisk([path])) ids.add(id);
    }
  };

  const steps: Record<string, (host: HostProcess) => unknown> = {
    emit,
    emitMore: emit,
    emitMost: emit,
    wait: () => world.advance(pick([0, 25, 1000, 10_000, 30_000, 120_000])),
    waitMore: () => world.advance(between(0, 5000)),
    receiver: () => void (receiver = pick(['up', 'down', 'picky'])),
    flush: async (host) => {
      const flushed = host.delivery.flush(between(0, 3000));
      await world.advance(3000);
      await flushed;
    },
    kill,
    end: async (host) => {
      const ended = host.delivery.shutdown(500);
      await world.advance(1000);
      await ended;
      settleAccounts(host);
    },
    start: () => {
      if (hosts.size < 3) start();
    },
    sleep: async (host) => {
      host.sleep();
      await world.advance(between(1000, 200_000));
      host.wake();
      seen.add('sleep');
    },
    breakDisk: () => {
      const code = pick(errors);
      const share = pick([0.05, 0.3, 1]);
      disk.fault = (operation) => {
        if (
          !['write', 'append', 'create', 'makeFolder', 'truncate', 'rename'].includes(operation)
        ) {
          return undefined;
        }
        if (!yes(share)) return undefined;
        seen.add('disk fault');
        if (operation === 'write' && yes(0.5)) return between(0, 100);
        return fsError(code);
      };
    },
    mendDisk: () => void (disk.fault = undefined),
    mendMore: () => void (disk.fault = undefined),
    slowDisk: () => void (disk.slowMs = pick([0, 20])),
    flipBit: () => {
      const path = pick(disk.below(root).filter((name) => name.endsWith('.ndjson')));
      const file = path === undefined ? undefined : disk.files.get(path);
      if (!file || file.bytes.length === 0) return;
      const at = between(0, file.bytes.length - 1);
      file.bytes[at] = (file.bytes[at] as number) ^ (1 << between(0, 7));
      damaged += 2;
      seen.add('flipped bit');
    },
    clock: () => world.setWall(pick([-3600_000, 3600_000, -1e11, 1e11])),
  };

  start();
  const names = Object.keys(steps);
  for (let step = 0; step < length; step++) {
    if (hosts.size === 0) start();
    const host = pick([...hosts]);
    await steps[pick(names)]?.(host);
    for (const one of hosts) {
      const { accepted, adopted } = books(one);
      if (accountedFor(books(one)) !== accepted + adopted) unbalanced += 1;
      if (adopted > 0) seen.add('adoption');
      if (books(one).surrendered > 0) seen.add('surrender');
      if (books(one).spooled.events > 0) seen.add('spill');
    }
  }

  disk.fault = undefined;
  disk.slowMs = 0;
  receiver = 'up';
  if (hosts.size === 0) start();
  await world.advance(20 * 60_000);
  let stuck = 0;
  for (const host of hosts) {
    const { accepted, adopted, queue, spooled } = books(host);
    if (accountedFor(books(host)) !== accepted + adopted) unbalanced += 1;
    stuck += queue.events + spooled.events;
    settleAccounts(host);
    host.kill();
  }
  const missing = [...emitted].filter((id) => !arrived.has(id)).length;
  const vanished = Math.max(0, missing - counted - damaged - excused);
  return { seed, emitted: emitted.size, vanished, unbalanced, invented, stuck, seen };
}
