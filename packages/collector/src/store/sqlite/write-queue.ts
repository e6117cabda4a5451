import type { AppendStatus } from '../store.ts';
import { StoreUnavailableError } from '../store-errors.ts';
import type { AppendRequest } from './write/append-events.ts';

export interface WriteQueueLimits {
  /** All that may wait, in bytes of JSON. */
  readonly bytes: number;
  /** What one project may have waiting: the others always find room. */
  readonly bytesPerProject: number;
  /** The most events of one transaction. */
  readonly eventsPerCommit: number;
}

export const defaultQueueLimits: WriteQueueLimits = {
  bytes: 64 * 2 ** 20,
  bytesPerProject: 32 * 2 ** 20,
  eventsPerCommit: 2_000,
};

/**
 * Group commit: what arrives while one commit is under way goes into the next, so that many small
 * requests share one sync to disk. Projects take turns; a busy one waits in its own line.
 */
export interface WriteQueue {
  /** @throws StoreUnavailableError at once when there is no room. */
  add(request: AppendRequest): Promise<readonly AppendStatus[]>;
  size(): { events: number; bytes: number; limitBytes: number };
  /** Resolves when nothing waits any more. */
  drained(): Promise<void>;
}

interface Waiting {
  readonly request: AppendRequest;
  readonly bytes: number;
  readonly resolve: (statuses: readonly AppendStatus[]) => void;
  readonly reject: (error: unknown) => void;
}

/** One commit is being written while the next is handed over: the writer never stands still. */
const commitsUnderWay = 2;

export function createWriteQueue(
  commit: (requests: readonly AppendRequest[]) => Promise<AppendStatus[][]>,
  limits: WriteQueueLimits,
  committed: () => void,
): WriteQueue {
  const lines = new Map<number, Waiting[]>();
  const bytesOf = new Map<number, number>();
  let bytes = 0;
  let events = 0;
  let underWay = 0;
  let whenDrained: (() => void)[] = [];

  const leave = ({ request, bytes: size }: Waiting): void => {
    bytes -= size;
    events -= request.bodies.length;
    bytesOf.set(request.project, (bytesOf.get(request.project) ?? 0) - size);
  };

  const send = async (group: readonly Waiting[]): Promise<void> => {
    underWay += 1;
    try {
      const statuses = await commit(group.map(({ request }) => request));
      group.forEach(({ resolve }, index) => resolve(statuses[index] ?? []));
      committed();
    } catch (error) {
      for (const { reject } of group) reject(error);
    } finally {
      for (const waiting of group) leave(waiting);
      underWay -= 1;
      next();
    }
  };

  const next = (): void => {
    while (underWay < commitsUnderWay) {
      const group = takeGroup(lines, limits.eventsPerCommit);
      if (group.length === 0) break;
      void send(group);
    }
    if (events === 0) {
      for (const resolve of whenDrained) resolve();
      whenDrained = [];
    }
  };

  return {
    add(request) {
      const size = request.bodies.reduce((sum, body) => sum + body.length, 0);
      const ofProject = bytesOf.get(request.project) ?? 0;
      if (bytes + size > limits.bytes || ofProject + size > limits.bytesPerProject) {
        throw new StoreUnavailableError('busy', 'Too much is waiting to be written.', 1);
      }
      bytes += size;
      events += request.bodies.length;
      bytesOf.set(request.project, ofProject + size);
      return new Promise((resolve, reject) => {
        const line = lines.get(request.project);
        const waiting = { request, bytes: size, resolve, reject };
        if (line === undefined) lines.set(request.project, [waiting]);
        else line.push(waiting);
        next();
      });
    },
    size: () => ({ events, bytes, limitBytes: limits.bytes }),
    drained: () =>
      events === 0 ? Promise.resolve() : new Promise((resolve) => whenDrained.push(resolve)),
  };
}

/** One request of each line in turn, until the transaction is big enough. */
function takeGroup(lines: Map<number, Waiting[]>, maxEvents: number): Waiting[] {
  const group: Waiting[] = [];
  let events = 0;
  while (lines.size > 0 && events < maxEvents) {
    for (const [project, line] of lines) {
      const waiting = line.shift();
      if (waiting !== undefined) {
        group.push(waiting);
        events += waiting.request.bodies.length;
      }
      if (line.length === 0) lines.delete(project);
      if (events >= maxEvents) break;
    }
  }
  return group;
}
