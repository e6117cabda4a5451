import type { SendResult, Transport } from '../transport/transport.ts';
import { attempt, type PendingAttempt } from './attempt.ts';
import type { EventBuffer, QueuedEvent } from './buffer.ts';
import { createFifo } from './fifo.ts';
import type { BatchLimits } from './limits.ts';
import type { Pace } from './pace.ts';
import { bytesOf, type Parcel } from './parcel.ts';
import type { DeliveryRuntime } from './runtime.ts';
import { settlementOf, type Refusal } from './settlement.ts';

const defaultTimeoutMs = 10_000;
const leastDelayMs = 50;

/** What the owner of a sender hears. */
export interface SenderEvents {
  delivered(entries: readonly QueuedEvent[]): void;
  /** The receiver will never take it. */
  refused(refusal: Refusal): void;
  /** Not everything was taken. `paused`: soon cannot help, a person must look. */
  failed(message: string, paused: boolean): void;
  /** Something may have been settled. */
  moved(): void;
}

export interface SenderOptions {
  readonly transport: Transport;
  readonly buffer: EventBuffer;
  readonly pace: Pace;
  readonly limits: BatchLimits;
  readonly runtime: DeliveryRuntime;
  readonly on: SenderEvents;
}

/** Batches what is in a buffer and brings it to one transport. */
export interface Sender {
  /** How many events were taken from the buffer and not settled. */
  readonly held: number;
  /** Those. */
  all(): QueuedEvent[];
  readonly retries: number;
  /** Requests that have no answer yet. */
  readonly inFlight: number;
  /** The order of the oldest event held; Infinity when there is none. */
  readonly oldestOrder: number;
  /** Tells that the buffer has grown. */
  notice(): void;
  /** Sends what may be sent now, full batch or not, as long as it is on. */
  hurry(on: boolean): void;
  /** Gives a synchronous transport all that is there. `regardless`: even while it should wait. */
  empty(regardless: boolean): void;
  /** Aborts what is in flight and gives back all that is held. */
  abandon(): QueuedEvent[];
}

export function createSender(options: SenderOptions): Sender {
  const { transport, buffer, pace, limits, runtime, on } = options;
  const { clock } = runtime;
  const timeoutMs = transport.timeoutMs ?? defaultTimeoutMs;
  const waiting = createFifo<Parcel>();
  const started = new Map<Parcel, PendingAttempt | undefined>();
  let batchBytes = limits.maxBytes;
  /** When the oldest event in the buffer came, as far as known; undefined when it is empty. */
  let oldestAt: number | undefined;
  let retries = 0;
  let held = 0;
  let hurrying = false;
  let regardless = false;
  let pumping = false;
  let disarm: (() => void) | undefined;

  function isFull(): boolean {
    return buffer.events >= limits.maxEvents || buffer.bytes >= batchBytes;
  }

  function mayStart(): boolean {
    return regardless || (started.size < pace.slots && clock.now() >= pace.notBefore);
  }

  function parcelOf(entries: readonly QueuedEvent[], from?: Parcel): Parcel {
    return {
      id: runtime.newId(),
      entries,
      bytes: bytesOf(entries),
      attempt: 0,
      suspicions: from?.suspicions ?? 0,
      successesBefore: from?.successesBefore ?? pace.successes,
    };
  }

  function nextParcel(): Parcel | undefined {
    const parcel = waiting.shift();
    if (parcel) return parcel;
    if (oldestAt === undefined) return undefined;
    const now = clock.now();
    if (!hurrying && !isFull() && now - oldestAt < limits.maxDelayMs) return undefined;
    const entries = buffer.take(limits.maxEvents, batchBytes);
    held += entries.length;
    oldestAt = buffer.events > 0 ? now : undefined;
    return entries.length > 0 ? parcelOf(entries) : undefined;
  }

  function pump(): void {
    if (pumping) return;
    pumping = true;
    disarm?.();
    disarm = undefined;
    try {
      for (let parcel; mayStart() && (parcel = nextParcel());) start(parcel);
    } finally {
      pumping = false;
    }
    on.moved();
    arm();
  }

  /** One timer at most, for the moment at which there will be something to do. */
  function arm(): void {
    if (disarm || started.size >= pace.slots) return;
    let at = pace.notBefore;
    if (waiting.length === 0) {
      if (oldestAt === undefined) return;
      if (!hurrying && !isFull()) at = Math.max(at, oldestAt + limits.maxDelayMs);
    }
    const delayMs = Math.max(0, at - clock.now());
    disarm = runtime.runSuppressed(() => runtime.timers.after(delayMs, pump));
  }

  function start(parcel: Parcel): void {
    const { id, entries, bytes } = parcel;
    parcel.attempt += 1;
    if (parcel.attempt > 1) retries += 1;
    started.set(parcel, undefined);
    const events = entries.map(({ encoded }) => encoded);
    const batch = { id, events, bytes, attempt: parcel.attempt, sentAt: clock.wall() };
    const answer = attempt(transport, batch, timeoutMs, runtime);
    if (!('result' in answer)) {
      started.delete(parcel);
      settle(parcel, answer);
      return;
    }
    // An answer that takes time cannot be waited for where `regardless` is asked.
    regardless = false;
    started.set(parcel, answer);
    void answer.result.then((result) => {
      if (!started.delete(parcel)) return;
      settle(parcel, result);
      pump();
    });
  }

  function settle(parcel: Parcel, result: SendResult): void {
    if (result.status === 'retry' && result.suspect) parcel.suspicions += 1;
    if (result.status === 'too_large') batchBytes = Math.ceil(parcel.bytes / 2);
    const settlement = settlementOf(parcel, result, pace, () => runtime.random());
    const { delivered, refused, again, wait, message } = settlement;
    if (delivered.length > 0) pace.succeeded();
    else if (refused.length > 0) pace.answered();
    if (wait) {
      pace.failed(wait.ms, wait.asked);
      regardless = false;
      on.failed(message, result.status === 'retry' && result.pause === true);
    }
    for (const entries of again) {
      waiting.push(entries === parcel.entries ? parcel : parcelOf(entries, parcel));
    }
    release(delivered);
    if (delivered.length > 0) on.delivered(delivered);
    for (const refusal of refused) {
      release([refusal.entry]);
      on.refused(refusal);
    }
  }

  function parcels(): Parcel[] {
    return [...started.keys(), ...waiting.items()];
  }

  function release(entries: readonly QueuedEvent[]): void {
    held -= entries.length;
    buffer.release(entries);
  }

  return {
    get held() {
      return held;
    },
    get retries() {
      return retries;
    },
    get inFlight() {
      return started.size;
    },
    all: () => parcels().flatMap(({ entries }) => entries),
    get oldestOrder() {
      return Math.min(Infinity, ...parcels().map(({ entries }) => entries[0]?.order ?? Infinity));
    },
    notice() {
      const now = clock.now();
      oldestAt ??= now;
      // Some runtimes starve unheld timers: an event that finds others overdue takes them along.
      const overdue = now - oldestAt >= 2 * Math.max(limits.maxDelayMs, leastDelayMs);
      if ((overdue || isFull()) && mayStart()) pump();
      else arm();
    },
    hurry(wanted) {
      hurrying = wanted;
      if (wanted) pump();
    },
    empty(whatever) {
      if (!whatever && !mayStart()) return;
      const before = hurrying;
      hurrying = true;
      regardless = whatever;
      pump();
      hurrying = before;
      regardless = false;
    },
    abandon() {
      const entries = parcels().flatMap((parcel) => parcel.entries);
      for (const pending of started.values()) pending?.abort();
      started.clear();
      while (waiting.shift());
      release(entries);
      disarm?.();
      disarm = undefined;
      return entries;
    },
  };
}
