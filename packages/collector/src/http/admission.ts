import type { IngestLimits } from './limits.ts';
import { HttpProblem, retryAfter } from './problem.ts';

/** One body's share of the memory for bodies. */
export interface Admission {
  /** @throws HttpProblem `overloaded` when all bodies together take too much. */
  grow(bytes: number): void;
  release(): void;
}

/** Lets bodies in as long as there is room: per key by number, all together by bytes. */
export interface Doorkeeper {
  /** @throws HttpProblem `rate_limited` when the key has too many bodies under way. */
  admit(keyId: string): Admission;
}

export function createDoorkeeper(limits: IngestLimits): Doorkeeper {
  const bodies = new Map<string, number>();
  let bytesInFlight = 0;
  return {
    admit(keyId) {
      const count = bodies.get(keyId) ?? 0;
      if (count >= limits.bodiesPerKey) {
        throw new HttpProblem(
          'rate_limited',
          `This key already has ${count} requests under way.`,
          retryAfter(1),
        );
      }
      bodies.set(keyId, count + 1);
      let own = 0;
      let released = false;
      return {
        grow(bytes) {
          if (bytesInFlight + bytes > limits.bytesInFlight) {
            throw new HttpProblem('overloaded', 'Too many bodies are under way.', retryAfter(1));
          }
          own += bytes;
          bytesInFlight += bytes;
        },
        release() {
          if (released) return;
          released = true;
          bytesInFlight -= own;
          const left = (bodies.get(keyId) ?? 1) - 1;
          if (left > 0) bodies.set(keyId, left);
          else bodies.delete(keyId);
        },
      };
    },
  };
}
