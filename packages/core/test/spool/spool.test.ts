import { describe, expect, test } from 'vitest';
import { encodeLine } from '../../src/spool/line.ts';
import { listQuarantine } from '../../src/spool/quarantine.ts';
import { spool } from '../../src/spool/spool.ts';
import { multi } from '../../src/transport/multi.ts';
import type { SendResult } from '../../src/transport/transport.ts';
import { expectConserved } from '../buffer/conservation.ts';
import { encodedEvent, encodedEvents } from '../buffer/encoded-events.ts';
import { handWorld, settled, until } from '../buffer/hand-world.ts';
import { delivered, idsOf, retry, scripted } from '../buffer/scripted-transport.ts';
import { root, startProcess, type HostProcess } from './host-process.ts';
import { fsError, memoryDisk } from './memory-fs.ts';

type Options = Parameters<typeof startProcess>[2];

/** A world with a disk, and processes that come and go in it. */
function world() {
  const hand = handWorld();
  const disk = memoryDisk({ wall: hand.runtime.clock.wall, pass: (ms) => hand.stall(ms) });
  const start = (options: Options): HostProcess => startProcess(hand, disk, options);
  return { hand, disk, start, emit };
}

function emit(process: HostProcess, count: number, type?: string, bytes?: number): string[] {
  const events = encodedEvents(count, type, bytes);
  for (const event of events) process.delivery.accept(event);
  return idsOf(events);
}

const one = (process: HostProcess) => process.delivery.diagnostics().destinations[0];
const away = () => scripted(async () => retry);
const there = () => scripted(async () => delivered);
const sorted = (ids: readonly string[]): string[] => [...ids].sort();

describe('crash and restart', () => {
  test('level write: what was emitted before a kill is delivered by the next process', async () => {
    const { hand, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 300);
    first.kill();
    await hand.advance(60_000);
    const transport = there();
    const second = start({ transport });
    await hand.advance(60_000);
    expect(sorted(transport.stored)).toEqual(ids);
    expect(one(second)).toMatchObject({ adopted: 300, delivered: 300, spooled: { events: 0 } });
    expectConserved(second.delivery, 0);
  });

  test('level batch: a kill costs at most what is younger than 50 ms, and no boundary', async () => {
    const { hand, start } = world();
    const first = start({ transport: away() });
    const old = emit(first, 100, 'agent.llm.called');
    await hand.advance(50);
    const boundaries = emit(first, 10, 'agent.run.completed');
    emit(first, 5, 'agent.llm.called');
    first.kill();
    await hand.advance(60_000);
    const transport = there();
    start({ transport });
    await hand.advance(60_000);
    expect(sorted(transport.stored)).toEqual(sorted([...old, ...boundaries]));
  });

  test('what the receiver had acknowledged is not sent again, a second after it did', async () => {
    const { hand, start } = world();
    let answer: SendResult = delivered;
    const transport = scripted(async () => answer);
    const first = start({ transport, spoolOptions: { level: 'write' } });
    const seen = emit(first, 50);
    await hand.advance(2500);
    answer = retry;
    const unseen = emit(first, 50);
    await hand.advance(2500);
    first.kill();
    await hand.advance(60_000);
    const after = there();
    start({ transport: after });
    await hand.advance(60_000);
    expect(transport.stored).toEqual(seen);
    expect(sorted(after.stored)).toEqual(unseen);
  });

  test('a process that ended in good order leaves nothing behind when all is delivered', async () => {
    const { hand, disk, start } = world();
    const process = start({ transport: there() });
    emit(process, 100);
    await process.delivery.shutdown();
    await hand.advance(1000);
    expect(disk.below(root)).toEqual([]);
  });

  test('what it could not deliver is found at once by the next process', async () => {
    const { hand, start } = world();
    const first = start({ transport: away() });
    const ids = emit(first, 100);
    const ended = first.delivery.shutdown(1000);
    await hand.advance(1000);
    expect(await ended).toMatchObject({ complete: false });
    expect(one(first)).toMatchObject({ drops: {}, spooled: { events: 100 } });
    expectConserved(first.delivery, 100);
    const transport = there();
    const second = start({ transport });
    await hand.advance(2000);
    expect(sorted(transport.stored)).toEqual(ids);
    expectConserved(second.delivery, 0);
  });

  test('an orphan goes from one dead process to the next until somebody delivers it', async () => {
    const { hand, disk, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 20);
    first.kill();
    for (let generation = 0; generation < 5; generation++) {
      await hand.advance(60_000);
      const next = start({ transport: away(), spoolOptions: { level: 'write' } });
      ids.push(...emit(next, 3));
      await hand.advance(5000);
      next.kill();
    }
    await hand.advance(60_000);
    const transport = there();
    const last = start({ transport });
    await hand.advance(120_000);
    expect(sorted(transport.stored)).toEqual(sorted(ids));
    expectConserved(last.delivery, 0);
    await last.delivery.shutdown();
    expect(disk.below(root)).toEqual([]);
  });

  test('of eight processes that find an orphan, each segment has one that sends it', async () => {
    const { hand, start } = world();
    const first = start({
      transport: away(),
      spoolOptions: { level: 'write', segmentBytes: 2000 },
    });
    const ids = emit(first, 200);
    first.kill();
    await hand.advance(60_000);
    const transports = Array.from({ length: 8 }, there);
    const others = transports.map((transport) => start({ transport }));
    await hand.advance(60_000);
    expect(sorted(transports.flatMap(({ stored }) => stored))).toEqual(ids);
    for (const { delivery } of others) expectConserved(delivery, 0);
  });

  test('only who sends to the same places takes them over', async () => {
    const { hand, start } = world();
    const mine = start({
      transport: { ...away(), name: 'http mine' },
      spoolOptions: { level: 'write' },
    });
    emit(mine, 10);
    mine.kill();
    await hand.advance(60_000);
    const other = there();
    start({ transport: { ...other, name: 'http other' } });
    await hand.advance(120_000);
    expect(other.stored).toEqual([]);
  });
});

describe('an outage', () => {
  test('longer than memory: the rest waits on disk and everything arrives', async () => {
    const { hand, start } = world();
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const process = start({ transport, buffer: { maxEvents: 100 } });
    const ids = emit(process, 5000, undefined, 200);
    await hand.advance(3600_000);
    expect(one(process)).toMatchObject({
      drops: {},
      queue: { events: 100 },
      spooled: { events: 4900 },
    });
    expectConserved(process.delivery, 5000);
    down = false;
    await hand.advance(600_000);
    expect(sorted(transport.stored)).toEqual(ids);
    expectConserved(process.delivery, 5000);
  });

  test('after it, arrears come at four requests a second at most', async () => {
    const { hand, start } = world();
    let down = true;
    const times: number[] = [];
    const transport = scripted(async () => {
      if (!down) times.push(hand.now);
      return down ? retry : delivered;
    });
    const process = start({ transport, buffer: { maxEvents: 500 } });
    emit(process, 20_000);
    await hand.advance(60_000);
    down = false;
    await hand.advance(300_000);
    expect(transport.stored).toHaveLength(20_000);
    const late = times.filter((at) => at > (times[0] ?? 0) + 1000);
    const busiest = Math.max(
      ...late.map((from) => late.filter((at) => at >= from && at < from + 1000).length),
    );
    expect(busiest).toBeLessThanOrEqual(4);
  });

  test('new events do not wait behind those of dead processes', async () => {
    const { hand, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    emit(first, 20_000);
    first.kill();
    await hand.advance(60_000);
    const transport = there();
    const second = start({ transport });
    await hand.advance(1000);
    const [fresh] = emit(second, 1);
    await hand.advance(2000);
    expect(transport.stored).toContain(fresh);
    expect(transport.stored.length).toBeLessThan(20_001);
  });

  test('a flush ends when the receiver is known to be away, since the disk has everything', async () => {
    const { start } = world();
    const process = start({ transport: away() });
    emit(process, 10);
    expect(await process.delivery.flush(60_000)).toMatchObject({ complete: false, queued: 10 });
    expect(process.delivery.diagnostics().spool?.pending).toBe(0);
  });
});

describe('several destinations', () => {
  test('each has its own place; the disk keeps what one of them still needs', async () => {
    const { hand, disk, start } = world();
    const quick = { ...there(), name: 'quick' };
    let down = true;
    const slow = { ...scripted(async () => (down ? retry : delivered)), name: 'slow' };
    const process = start({
      transport: multi([quick, slow]),
      buffer: { maxEvents: 50 },
      spoolOptions: { segmentBytes: 5000 },
    });
    const ids = emit(process, 500);
    await hand.advance(120_000);
    expect(quick.stored).toHaveLength(500);
    expect(disk.below(root).some((path) => path.endsWith('.ndjson'))).toBe(true);
    expectConserved(process.delivery, 500);
    down = false;
    await hand.advance(400_000);
    expect(sorted(slow.stored)).toEqual(ids);
    expect(sorted(quick.stored)).toEqual(ids);
    expectConserved(process.delivery, 500);
    await process.delivery.shutdown();
    expect(disk.below(root)).toEqual([]);
  });

  test('after a crash each gets what it has not acknowledged', async () => {
    const { hand, start } = world();
    const quick = { ...there(), name: 'quick' };
    const slow = { ...away(), name: 'slow' };
    const first = start({ transport: multi([quick, slow]), spoolOptions: { level: 'write' } });
    const ids = emit(first, 40);
    await hand.advance(5000);
    first.kill();
    await hand.advance(60_000);
    const [again, late] = [
      { ...there(), name: 'quick' },
      { ...there(), name: 'slow' },
    ];
    start({ transport: multi([again, late]) });
    await hand.advance(10_000);
    expect(again.stored).toEqual([]);
    expect(sorted(late.stored)).toEqual(ids);
  });

  test('terminals, tests and files are not spooled: nobody wants to read old news twice', async () => {
    const { hand, disk, start } = world();
    const transport = { ...away(), spooled: false };
    const process = start({ transport });
    emit(process, 10);
    await hand.advance(10_000);
    expect(disk.below(root)).toEqual([]);
    expect(process.delivery.diagnostics()).not.toHaveProperty('spool');
  });
});

describe('a disk that fails', () => {
  test.each(['ENOSPC', 'EACCES', 'EROFS', 'EIO', 'EMFILE', 'EDQUOT', 'ENAMETOOLONG'])(
    '%s at every write: memory takes over, one warning, and it recovers',
    async (code) => {
      const { hand, disk, start } = world();
      let broken = true;
      disk.fault = (operation) =>
        broken && ['makeFolder', 'create', 'write', 'append', 'truncate'].includes(operation)
          ? fsError(code)
          : undefined;
      const transport = away();
      const process = start({ transport, spoolOptions: { level: 'write' } });
      const ids = emit(process, 50);
      await hand.advance(30_000);
      expect(process.warnings.filter((warning) => warning.includes(code))).toHaveLength(1);
      expect(one(process)).toMatchObject({ drops: {}, queue: { events: 50 } });
      expect(process.delivery.diagnostics().spool?.state).toBe('sick');
      broken = false;
      await hand.advance(5000);
      expect(process.delivery.diagnostics().spool).toMatchObject({ state: 'ready', pending: 0 });
      process.kill();
      await hand.advance(60_000);
      const after = there();
      start({ transport: after });
      await hand.advance(60_000);
      expect(sorted(after.stored)).toEqual(ids);
    },
  );

  test('full after a part of a line: no torn line stays, and everything is written later', async () => {
    const { hand, disk, start } = world();
    let room = 1000;
    disk.fault = (operation) => {
      if (operation !== 'write') return undefined;
      if (room === 0) return fsError('ENOSPC');
      const taken = Math.min(room, 77);
      room -= taken;
      return taken;
    };
    const process = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(process, 40);
    await hand.advance(10_000);
    for (const path of disk.below(root).filter((name) => name.endsWith('.ndjson'))) {
      expect(disk.text(path) === '' || disk.text(path).endsWith('\n')).toBe(true);
    }
    room = Infinity;
    await hand.advance(5000);
    await until(() => process.delivery.diagnostics().spool?.pending === 0);
    process.kill();
    await hand.advance(60_000);
    const after = there();
    start({ transport: after });
    await hand.advance(60_000);
    expect(sorted(after.stored)).toEqual(ids);
  });

  test('broken for so long that memory is full as well: losses are counted as the disk’s', async () => {
    const { hand, disk, start } = world();
    disk.fault = (operation) => (operation === 'write' ? fsError('EIO') : undefined);
    const process = start({ transport: away(), buffer: { maxEvents: 100 } });
    emit(process, 20_000, undefined, 400);
    await hand.advance(60_000);
    expect(one(process)?.drops.spool_error?.events).toBeGreaterThan(0);
    expectConserved(process.delivery, 20_000);
  });

  test('what waits for a sick disk outside memory is still delivered', async () => {
    const { hand, disk, start } = world();
    disk.fault = (operation) => (operation === 'write' ? fsError('EIO') : undefined);
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const process = start({ transport, buffer: { maxEvents: 100 } });
    const ids = emit(process, 1000);
    await hand.advance(10_000);
    expect(one(process)?.spooled.events).toBe(900);
    down = false;
    await hand.advance(300_000);
    expect(sorted(transport.stored)).toEqual(ids);
    expectConserved(process.delivery, 1000);
  });

  test('slow: the host waits for one write, and for hardly any after that', async () => {
    const { hand, disk, start } = world();
    disk.slowMs = 2000;
    const process = start({ transport: there(), spoolOptions: { level: 'write' } });
    const waits: number[] = [];
    for (let i = 0; i < 300; i++) {
      const before = hand.now;
      emit(process, 1);
      waits.push(hand.now - before);
      if (i === 0) expect(process.delivery.diagnostics().spool?.state).toBe('slow');
      await hand.advance(100);
    }
    expect(waits.filter((wait) => wait > 5).length).toBeLessThanOrEqual(3);
    expectConserved(process.delivery, 300);
  });

  test('files that vanish while events wait in them are counted, not looked for without end', async () => {
    const { hand, disk, start } = world();
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const process = start({
      transport,
      buffer: { maxEvents: 10 },
      spoolOptions: { segmentBytes: 3000 },
    });
    emit(process, 200);
    await hand.advance(1000);
    const victim = disk.below(root).find((path) => path.endsWith('.ndjson'));
    disk.mount().remove(victim as string);
    down = false;
    await hand.advance(400_000);
    expect(one(process)?.drops.spool_error?.events).toBeGreaterThan(0);
    expect(one(process)?.spooled.events).toBe(0);
    expectConserved(process.delivery, 200);
  });

  test('damage to a file costs what is damaged, and is counted', async () => {
    const { hand, disk, start } = world();
    let down = true;
    const transport = scripted(async () => (down ? retry : delivered));
    const process = start({ transport, buffer: { maxEvents: 10 } });
    emit(process, 200);
    await hand.advance(1000);
    const path = disk.below(root).find((name) => name.endsWith('.ndjson')) as string;
    const { bytes } = disk.files.get(path) as { bytes: Buffer };
    bytes.write('?', bytes.length - 500);
    down = false;
    await hand.advance(400_000);
    expect(one(process)).toMatchObject({ delivered: 199, drops: { corrupt: { events: 1 } } });
    expectConserved(process.delivery, 200);
  });
});

describe('who owns a folder', () => {
  test('a process that only slept is not lost: what was taken over is sent by the other', async () => {
    const { hand, start } = world();
    const [mine, theirs] = [away(), there()];
    const sleeper = start({
      transport: mine,
      buffer: { maxEvents: 20 },
      spoolOptions: { level: 'write' },
    });
    const ids = emit(sleeper, 100);
    await hand.advance(1000);
    sleeper.sleep();
    await hand.advance(60_000);
    const other = start({ transport: theirs });
    await hand.advance(20_000);
    sleeper.wake();
    ids.push(...emit(sleeper, 100));
    await hand.advance(20_000);
    expect(one(sleeper)).toMatchObject({ surrendered: 80, drops: {} });
    expectConserved(sleeper.delivery, 200);
    expectConserved(other.delivery, 0);
    sleeper.kill();
    await hand.advance(120_000);
    expect(sorted([...new Set(theirs.stored)])).toEqual(sorted(ids));
  });

  test('the last word of a process that was taken for dead is heard', async () => {
    const { hand, disk, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 3);
    first.kill();
    await hand.advance(60_000);
    const transport = there();
    const second = start({ transport });
    await hand.advance(5000);
    expect(sorted(transport.stored)).toEqual(ids);
    // It had been stopped between two system calls, and goes on with the second.
    const [late] = encodedEvents(1);
    const path = disk.below(root).find((name) => name.endsWith('.ndjson')) as string;
    disk.mount().append(path, Buffer.from(encodeLine((late as { json: string }).json)));
    await hand.advance(60_000);
    expect(sorted(transport.stored)).toEqual([...ids, ...idsOf([late] as never)]);
    expect(disk.below(root).filter((name) => name.endsWith('.ndjson'))).toEqual([]);
    expectConserved(second.delivery, 0);
  });

  test('a live process is never taken over, however the wall clock jumps', async () => {
    const { hand, start } = world();
    const mine = away();
    const owner = start({ transport: mine, spoolOptions: { level: 'write' } });
    emit(owner, 10);
    const transport = there();
    start({ transport });
    await hand.advance(30_000);
    for (const jump of [3600_000, -7200_000, 3650 * 24 * 3600_000, -3650 * 24 * 3600_000]) {
      hand.setWall(jump);
      await hand.advance(120_000);
    }
    expect(transport.stored).toEqual([]);
  });

  test('with a wall clock that is wrong by years an orphan is still found, by watching', async () => {
    const { hand, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 10);
    first.kill();
    hand.setWall(-3650 * 24 * 3600_000);
    const transport = there();
    start({ transport });
    await hand.advance(120_000);
    expect(sorted(transport.stored)).toEqual(ids);
  });

  test('a folder that is deleted at run time is made again', async () => {
    const { hand, disk, start } = world();
    const process = start({ transport: away(), spoolOptions: { level: 'write' } });
    emit(process, 10);
    const mount = disk.mount();
    for (const path of disk.below(root)) mount.remove(path);
    await hand.advance(30_000);
    const ids = emit(process, 10);
    await hand.advance(1000);
    process.kill();
    await hand.advance(60_000);
    const transport = there();
    start({ transport });
    await hand.advance(60_000);
    expect(transport.stored).toEqual(expect.arrayContaining(ids));
  });
});

describe('bounds', () => {
  test('S-11: the folder never grows beyond its quota and a file; ordinary events go first', async () => {
    const { hand, disk, start } = world();
    const quota = 200_000;
    const segmentBytes = 20_000;
    const process = start({
      transport: away(),
      buffer: { maxEvents: 20 },
      spoolOptions: { maxBytes: quota, segmentBytes, level: 'write' },
    });
    for (let i = 0; i < 100; i++) {
      emit(process, 1, 'agent.run.completed');
      emit(process, 30, 'agent.action.completed', 300);
      await hand.advance(100);
      expect(disk.bytesBelow(root)).toBeLessThanOrEqual(quota + segmentBytes);
    }
    const { drops } = one(process) as NonNullable<ReturnType<typeof one>>;
    expect(Object.keys(drops)).toEqual(['spool_full']);
    expectConserved(process.delivery, 3100);
    process.kill();
    await hand.advance(60_000);
    const transport = there();
    start({ transport });
    await hand.advance(120_000);
    const types = transport.batches.flatMap(({ events }) => events.map(({ event }) => event.type));
    expect(types.filter((type) => type === 'agent.run.completed')).toHaveLength(100);
  });

  test('S-12: events that waited longer than the retention are given up and counted', async () => {
    const { hand, disk, start } = world();
    const day = 24 * 3600_000;
    const process = start({
      transport: away(),
      buffer: { maxEvents: 10 },
      spoolOptions: { retentionMs: day },
    });
    emit(process, 100);
    await hand.advance(day - 3600_000);
    expect(one(process)?.drops).toEqual({});
    await hand.advance(2 * 3600_000);
    expect(one(process)?.drops).toMatchObject({ expired: { events: 90 } });
    expect(disk.below(root).filter((path) => path.endsWith('.ndjson'))).toEqual([]);
    expectConserved(process.delivery, 100);
  });

  test('S-12: but nothing is given up because the wall clock jumped', async () => {
    const { hand, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 10);
    first.kill();
    hand.setWall(3650 * 24 * 3600_000);
    const transport = there();
    start({ transport });
    await hand.advance(600_000);
    expect(sorted(transport.stored)).toEqual(ids);
  });

  test('a file that waits is as old as processes have watched it wait, over restarts', async () => {
    const { hand, start } = world();
    const spoolOptions = { retentionMs: 5 * 3600_000, level: 'write' } as const;
    const first = start({ transport: away(), spoolOptions });
    emit(first, 10);
    await hand.advance(3 * 3600_000);
    first.kill();
    await hand.advance(100 * 3600_000);
    const second = start({ transport: away(), buffer: { maxEvents: 1 }, spoolOptions });
    await hand.advance(3600_000);
    expect(one(second)?.drops).toEqual({});
    await hand.advance(2 * 3600_000);
    expect(one(second)?.drops).toMatchObject({ expired: { events: expect.any(Number) } });
    expectConserved(second.delivery, 0);
  });

  test('four file handles at most', async () => {
    const { hand, disk, start } = world();
    let open = 0;
    let most = 0;
    disk.fault = (operation) => {
      if (operation === 'create') most = Math.max(most, ++open);
      if (operation === 'close') open -= 1;
      return undefined;
    };
    const process = start({
      transport: away(),
      spoolOptions: { segmentBytes: 2000, level: 'write' },
    });
    for (let i = 0; i < 50; i++) {
      emit(process, 5);
      emit(process, 5, 'agent.llm.called');
      await hand.advance(1000);
    }
    expect(most).toBeLessThanOrEqual(3);
  });
});

describe('what lies in the folder and is not ours', () => {
  test('is left alone and reported once', async () => {
    const { hand, disk, start } = world();
    const first = start({ transport: away(), spoolOptions: { level: 'write' } });
    const ids = emit(first, 5);
    first.kill();
    const folder = disk.below(root)[0]?.replace(/\/[^/]*$/, '') as string;
    const base = folder.replace(/\/[^/]*$/, '');
    const newer = '{"heddleSpool":2,"shape":"unknown"}';
    const foreign: Record<string, string> = {
      [`${folder}/notes.txt`]: 'mine',
      [`${folder}/keep-00000099.ndjson`]: encodeLine(newer) + encodeLine('{"x":1}'),
      [`${base}/README`]: 'hello',
      [`${base}/somewhere/else`]: 'x',
      [`${root}/other.db`]: 'x',
    };
    for (const [path, text] of Object.entries(foreign)) disk.put(path, Buffer.from(text));
    disk.put(`${folder}/bulk-00000098.ndjson`, Buffer.from('precious'), { link: true });
    disk.put(`${folder}/bulk-00000097.ndjson`, Buffer.from('theirs'), { ours: false });
    disk.put(`${folder}/bulk-00000096.ndjson`, Buffer.alloc(0));
    disk.put(`${folder}/bulk-00000095.ndjson`, Buffer.from('no spool at all\n'));
    await hand.advance(60_000);
    const transport = there();
    const second = start({ transport });
    await hand.advance(300_000);
    expect(sorted(transport.stored)).toEqual(ids);
    for (const [path, text] of Object.entries(foreign)) expect(disk.text(path)).toBe(text);
    expect(disk.text(`${folder}/bulk-00000098.ndjson`)).toBe('precious');
    expect(disk.text(`${folder}/bulk-00000097.ndjson`)).toBe('theirs');
    const about = (name: string) => second.warnings.filter((warning) => warning.includes(name));
    for (const name of ['notes.txt', 'keep-00000099', 'bulk-00000098', 'bulk-00000097']) {
      expect(about(name)).toHaveLength(1);
    }
    expect(about('keep-00000099')[0]).toContain('newer version');
    expectConserved(second.delivery, 0);
  });

  test('a folder of somebody else’s is not used', async () => {
    const { hand, disk, start } = world();
    const mount = disk.mount();
    const stolen = {
      ...mount,
      facts: (path: string) => {
        const facts = mount.facts(path);
        return facts && { ...facts, ours: path !== root };
      },
    };
    const process = start({ transport: away(), spoolOptions: { level: 'write', fs: stolen } });
    emit(process, 5);
    await hand.advance(30_000);
    expect(process.warnings.join()).toContain('belongs to somebody else');
    expect(disk.below(root)).toEqual([]);
    expectConserved(process.delivery, 5);
  });
});

describe('a spool that comes later', () => {
  test('takes down what is already in memory, and knows what is already delivered', async () => {
    const { hand, disk, start } = world();
    const quick = { ...there(), name: 'quick', maxDelayMs: 0 };
    const slow = { ...away(), name: 'slow' };
    const mount = disk.mount();
    let bring: (open: ReturnType<typeof spool>) => void = () => {};
    const first = start({
      transport: multi([quick, slow]),
      spool: new Promise((resolve) => (bring = resolve)),
    });
    const ids = emit(first, 30);
    await hand.advance(100);
    expect(quick.stored).toHaveLength(30);
    bring(spool({ path: root, fs: mount, level: 'write' }));
    await hand.advance(1000);
    ids.push(...emit(first, 5));
    await hand.advance(3000);
    first.kill();
    mount.kill();
    await hand.advance(60_000);
    const [again, late] = [
      { ...there(), name: 'quick' },
      { ...there(), name: 'slow' },
    ];
    start({ transport: multi([again, late]) });
    await hand.advance(60_000);
    expect(sorted(late.stored)).toEqual(sorted(ids));
    expect(again.stored).toEqual([]);
  });

  test('or never: memory does what it can, and says so', async () => {
    const { start } = world();
    const process = start({ transport: there(), spool: Promise.reject(new Error('no such file')) });
    emit(process, 3);
    await settled();
    expect(process.warnings.join()).toContain('no such file');
    expect(await process.delivery.flush()).toMatchObject({ complete: true });
  });
});

test('what a process leaves behind when it exits is found at once', async () => {
  const { hand, start } = world();
  const first = start({ transport: away() });
  const ids = emit(first, 20);
  first.delivery.drain();
  first.kill();
  const transport = there();
  start({ transport });
  await hand.advance(2000);
  expect(sorted(transport.stored)).toEqual(ids);
});

test('at exit everything is on the disk, even while an asynchronous write is under way', async () => {
  const { hand, start } = world();
  const first = start({ transport: away() });
  const ids = emit(first, 2000, 'agent.llm.called');
  ids.push(...emit(first, 3, 'agent.llm.called'));
  first.delivery.drain();
  ids.push(...emit(first, 3, 'agent.llm.called'));
  first.kill();
  await hand.advance(60_000);
  const transport = there();
  start({ transport });
  await hand.advance(120_000);
  expect(sorted([...new Set(transport.stored)])).toEqual(sorted(ids));
});

test('an event whose announced size is wrong harms nobody', async () => {
  const { hand, start } = world();
  const first = start({ transport: away(), spoolOptions: { level: 'write' } });
  const events = encodedEvents(5);
  for (const event of events) first.delivery.accept({ ...event, bytes: 7 });
  const more = emit(first, 5);
  first.kill();
  await hand.advance(60_000);
  const transport = there();
  start({ transport });
  await hand.advance(10_000);
  expect(sorted(transport.stored)).toEqual(sorted([...idsOf(events), ...more]));
});

test('a refused event goes to the quarantine with its reason', async () => {
  const { hand, disk, start } = world();
  const poison = encodedEvent();
  const transport = scripted(async ({ events }) =>
    events.some(({ event }) => event.eventId === poison.event.eventId)
      ? { status: 'refused', reason: 'HTTP 422: agentKey' }
      : delivered,
  );
  const process = start({ transport });
  emit(process, 10);
  process.delivery.accept(poison);
  await hand.advance(10_000);
  expect(one(process)).toMatchObject({ delivered: 10, quarantined: 1, drops: {} });
  expectConserved(process.delivery, 11);
  expect(listQuarantine({ path: root, fs: disk.mount() })).toMatchObject([
    { eventId: poison.event.eventId, destination: 'scripted', reason: 'HTTP 422: agentKey' },
  ]);
});
