/** One way to make a call, ready to be measured. */
export interface Subject {
  readonly name: string;
  /** `floor` is what anything would cost, `peer` somebody else's product. */
  readonly kind: 'floor' | 'heddle' | 'peer';
  /** Runs `body` where calls are to be made: inside a run or trace. */
  within(body: () => Promise<void>): Promise<void>;
  call(argument: unknown): unknown;
  /** Calls per round; fewer for what is so slow that it would hold up everybody else. */
  readonly calls?: number;
  /** Lets what was recorded leave, outside the measured time. */
  settle(): Promise<void>;
}

export const nowhere = (body: () => Promise<void>): Promise<void> => body();

/** Two turns of the loop: enough for anything that waits for the next one. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
