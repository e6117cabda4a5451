// A host program for tests that end processes: it emits events to where it is told, tells after each
// one that it is accepted, and ends as it is told. Runs as a worker thread as well.
import { openSync, writeSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { createDelivery } from '../../src/buffer/delivery.ts';
import { systemTimers, type DeliveryRuntime } from '../../src/buffer/runtime.ts';
import { systemIds } from '../../src/event/ids.ts';
import { spool } from '../../src/spool/spool.ts';
import type { Durability } from '../../src/spool/spool-options.ts';
import { file } from '../../src/transport/file.ts';
import { http } from '../../src/transport/http/http.ts';
import { encodedEvent } from '../buffer/encoded-events.ts';

const { values } = parseArgs({
  options: {
    /** Where to send; `--file` instead writes there. */
    url: { type: 'string' },
    file: { type: 'string' },
    spool: { type: 'string' },
    level: { type: 'string', default: 'batch' },
    end: { type: 'string', default: 'natural' },
    events: { type: 'string', default: '10' },
    bytes: { type: 'string', default: '200' },
    /** Milliseconds between events; without it they come in one loop. */
    every: { type: 'string' },
    flush: { type: 'string' },
    /** Whether the host handles SIGTERM itself. */
    handler: { type: 'boolean', default: false },
    orphan: { type: 'string', default: '60000' },
    /** A file to which the id of each event goes once it is accepted. */
    tell: { type: 'string' },
  },
});

const ids = systemIds();
const runtime: DeliveryRuntime = {
  clock: { now: () => performance.now(), wall: () => Date.now() },
  timers: systemTimers,
  random: Math.random,
  newId: () => ids.uuid(Date.now()),
  runSuppressed: (work) => work(),
};
const delivery = createDelivery({
  transport: values.url ? http({ url: values.url }) : file({ path: values.file ?? '' }),
  runtime,
  ...(values.spool && {
    spool: spool({
      path: values.spool,
      level: values.level as Durability,
      orphanAfterMs: Number(values.orphan),
    }),
  }),
  exit: { host: process, ...(values.flush && { flushMs: Number(values.flush) }) },
});

const told = values.tell === undefined ? undefined : openSync(values.tell, 'a');
let emitted = 0;
const run = ids.uuid(Date.now());
function emit(): void {
  emitted += 1;
  const type = emitted % 10 === 0 ? 'agent.run.completed' : 'agent.action.completed';
  const { event } = encodedEvent(type, Number(values.bytes));
  // The id tells the oracle which process and which event this is.
  const json = JSON.stringify({ ...event, eventId: `${run}/${emitted}` });
  delivery.accept({ event, json, bytes: Buffer.byteLength(json) });
  if (told !== undefined) writeSync(told, `${run}/${emitted}\n`);
}

const endings: Record<string, () => unknown> = {
  natural: () => {},
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('the host failed');
  },
  reject: () => Promise.reject(new Error('the host failed')),
  /** Waits to be ended by somebody else. */
  wait: () => setInterval(() => {}, 1000),
  /** Ends by itself while a request is under way. */
  sending: () => setTimeout(() => {}, 1500),
};

if (values.handler) process.on('SIGTERM', () => setTimeout(() => process.exit(7), 50));

function end(): void {
  const started = performance.now();
  process.on('exit', () => writeSync(1, `ended at ${Math.round(performance.now() - started)}\n`));
  writeSync(1, 'ready\n');
  endings[values.end]?.();
}

const count = Number(values.events);
if (values.every === undefined) {
  while (emitted < count) emit();
  end();
} else {
  const timer = setInterval(() => {
    emit();
    if (emitted < count) return;
    clearInterval(timer);
    end();
  }, Number(values.every));
}
