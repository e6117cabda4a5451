import { describe, expect, it } from 'vitest';
import type { AppendStatus } from '../../src/store/store.ts';
import {
  createWriteQueue,
  defaultQueueLimits,
  type WriteQueue,
} from '../../src/store/sqlite/write-queue.ts';
import type { AppendRequest } from '../../src/store/sqlite/write/append-events.ts';

interface Commit {
  readonly requests: readonly AppendRequest[];
  succeed(): Promise<void>;
  fail(error: Error): Promise<void>;
}

/** A queue whose commits are held in the hand. */
function heldQueue(limits = {}): { queue: WriteQueue; commits: Commit[]; committed: () => number } {
  const commits: Commit[] = [];
  let count = 0;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const queue = createWriteQueue(
    (requests) =>
      new Promise<AppendStatus[][]>((resolve, reject) => {
        commits.push({
          requests,
          succeed() {
            resolve(requests.map(({ bodies }) => bodies.map(() => 'stored')));
            return settle();
          },
          fail(error) {
            reject(error);
            return settle();
          },
        });
      }),
    { ...defaultQueueLimits, ...limits },
    () => {
      count += 1;
    },
  );
  return { queue, commits, committed: () => count };
}

function request(project: number, events = 1): AppendRequest {
  return { project, receivedAt: 0, bodies: Array.from({ length: events }, () => '{}') };
}

describe('the write queue', () => {
  it('puts what arrives during a commit into the next one', async () => {
    const { queue, commits } = heldQueue();
    const answers = Array.from({ length: 10 }, () => queue.add(request(1)));
    // Two are under way at once; the other eight wait together.
    expect(commits.map(({ requests }) => requests.length)).toEqual([1, 1]);
    await commits[0]?.succeed();
    expect(commits.map(({ requests }) => requests.length)).toEqual([1, 1, 8]);
    await commits[1]?.succeed();
    await commits[2]?.succeed();
    expect(await Promise.all(answers)).toEqual(answers.map(() => ['stored']));
    expect(queue.size()).toMatchObject({ events: 0, bytes: 0 });
  });

  it('lets projects take turns', () => {
    const { queue, commits } = heldQueue({ eventsPerCommit: 4 });
    for (let count = 0; count < 10; count += 1) void queue.add(request(1));
    void queue.add(request(2));
    void commits[0]?.succeed();
    return new Promise<void>((resolve) => {
      setImmediate(() => {
        expect(commits[2]?.requests.map(({ project }) => project)).toEqual([1, 2, 1, 1]);
        resolve();
      });
    });
  });

  it('refuses what has no room, and takes it again once there is', async () => {
    const { queue, commits } = heldQueue({ bytes: 10, bytesPerProject: 6 });
    void queue.add(request(1, 3));
    expect(() => queue.add(request(1))).toThrow(/Too much is waiting/);
    void queue.add(request(2, 2));
    expect(() => queue.add(request(3))).toThrow(/Too much is waiting/);
    await commits[0]?.succeed();
    void queue.add(request(1, 3));
    expect(queue.size()).toMatchObject({ events: 5, bytes: 10, limitBytes: 10 });
  });

  it('answers a failed commit to everyone in it, and goes on', async () => {
    const { queue, commits, committed } = heldQueue();
    const lost = queue.add(request(1));
    void commits[0]?.fail(new Error('disk full'));
    await expect(lost).rejects.toThrow('disk full');
    expect(committed()).toBe(0);
    const kept = queue.add(request(1));
    await commits[1]?.succeed();
    expect(await kept).toEqual(['stored']);
    expect(committed()).toBe(1);
    expect(queue.size()).toMatchObject({ events: 0, bytes: 0 });
  });

  it('is drained when nothing waits any more', async () => {
    const { queue, commits } = heldQueue();
    await queue.drained();
    const answer = queue.add(request(1));
    let drained = false;
    const waiting = queue.drained().then(() => {
      drained = true;
    });
    await Promise.resolve();
    expect(drained).toBe(false);
    await commits[0]?.succeed();
    await Promise.all([answer, waiting]);
    expect(drained).toBe(true);
  });
});
