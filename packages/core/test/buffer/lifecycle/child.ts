// A host program for the lifecycle tests: emits events to where it is told and ends as it is told.
import { parseArgs } from 'node:util';
import { createDelivery } from '../../../src/buffer/delivery.ts';
import { systemTimers, type DeliveryRuntime } from '../../../src/buffer/runtime.ts';
import { file } from '../../../src/transport/file.ts';
import { http } from '../../../src/transport/http/http.ts';
import { encodedEvents } from '../encoded-events.ts';

const { values } = parseArgs({
  options: {
    url: { type: 'string' },
    path: { type: 'string' },
    end: { type: 'string', default: 'natural' },
    events: { type: 'string', default: '10' },
    flush: { type: 'string' },
  },
});

let ids = 0;
const runtime: DeliveryRuntime = {
  clock: { now: () => performance.now(), wall: () => Date.now() },
  timers: systemTimers,
  random: Math.random,
  newId: () => `child-${++ids}`,
  runSuppressed: (work) => work(),
};
const transport = values.url ? http({ url: values.url }) : file({ path: values.path ?? '' });
const delivery = createDelivery({
  transport,
  runtime,
  exit: { host: process, ...(values.flush && { flushMs: Number(values.flush) }) },
});
for (const event of encodedEvents(Number(values.events))) delivery.accept(event);

const endings: Record<string, () => unknown> = {
  natural: () => {},
  exit: () => process.exit(3),
  throw: () => {
    throw new Error('the host failed');
  },
  reject: () => Promise.reject(new Error('the host failed')),
  sending: () => setTimeout(() => {}, 1500),
};
process.on('exit', () =>
  process.stdout.write(`ended at ${Math.round(performance.now() - started)}`),
);
const started = performance.now();
endings[values.end]?.();
