// oxlint-disable-next-line typescript/no-explicit-any
export type AnyFunction = (...args: any[]) => any;

/** Wraps a function. The identity wraps nothing: what it observes is what every wrapper must show. */
export type Wrap = <Fn extends AnyFunction>(fn: Fn) => Fn;

/**
 * One way in which a host could notice that its code is wrapped. `observe` builds a function, uses
 * it, and says what it saw; a wrapper passes when it sees exactly what the identity sees.
 */
export interface BehaviourCase {
  /** Stable: the row of the table in the documentation. */
  readonly id: string;
  readonly name: string;
  observe(wrap: Wrap): unknown;
  /** Never wrapped and unwrapped in one process without telling: run it in a child process. */
  readonly isolated?: boolean;
}

export function group(
  prefix: string,
  cases: Record<string, (wrap: Wrap) => unknown>,
): BehaviourCase[] {
  return Object.entries(cases).map(([name, observe], index) => ({
    id: `${prefix}-${String(index + 1).padStart(2, '0')}`,
    name,
    observe,
  }));
}

/** What a block does: its value, or what it throws. */
export function attempt(block: () => unknown): unknown {
  try {
    return { returned: block() };
  } catch (error) {
    return { threw: error };
  }
}

/** What a promise does. */
export async function outcome(promise: unknown): Promise<unknown> {
  try {
    return { fulfilled: await promise };
  } catch (error) {
    return { rejected: error };
  }
}
