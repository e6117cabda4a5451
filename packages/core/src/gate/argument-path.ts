/** What a path leads to, and whether everything on the way could be read. */
export interface FoundValues {
  readonly values: readonly unknown[];
  readonly complete: boolean;
}

/**
 * Compiles the path of an argument predicate to a reader of live arguments. The reader never
 * throws: a getter or proxy that does, and whatever lies beyond its bounds, makes it incomplete.
 *
 * @returns undefined for a text that is not a path.
 */
export function compilePath(path: string): ((args: readonly unknown[]) => FoundValues) | undefined {
  if (!PATH.test(path)) return undefined;
  const steps = path.match(STEP)!.map((step) => step.replace(/[[\]]/g, ''));
  if (steps.slice(0, -1).includes('**')) return undefined;
  if (path[0] !== '[' && path !== '**') steps.unshift('0');
  return (args) => {
    const walk: Walk = { steps, values: [], complete: true, nodes: 0, seen: new Set() };
    follow(args, 0, 0, walk);
    return walk;
  };
}

const PATH = /^(?:[^.[\]]+|\[(?:\*|\d+)\])(?:\.[^.[\]]+|\[(?:\*|\d+)\])*$/;
const STEP = /[^.[\]]+|\[[*\d]+\]/g;

const MOST_NODES = 2_000;
const MOST_DEPTH = 32;

interface Walk {
  readonly steps: readonly string[];
  readonly values: unknown[];
  readonly seen: Set<unknown>;
  complete: boolean;
  nodes: number;
}

function follow(value: unknown, at: number, depth: number, walk: Walk): void {
  const step = walk.steps[at];
  if (step === undefined || (step === '**' && typeof value !== 'object')) {
    walk.values.push(value);
  } else if (typeof value === 'string') {
    if (step === 'length') walk.values.push(value.length);
  } else if (typeof value === 'object' && value !== null && !ArrayBuffer.isView(value)) {
    if (step !== '*' && step !== '**') return enter(value, step, at + 1, depth, walk);
    if (step === '**' && walk.seen.has(value)) return;
    walk.seen.add(value);
    const inside = value instanceof Map || value instanceof Set ? [...value.values()] : value;
    for (const key of Array.isArray(inside) ? inside.keys() : Object.keys(inside)) {
      if (walk.nodes > MOST_NODES) return;
      enter(inside, key, step === '*' ? at + 1 : at, depth, walk);
    }
  }
}

/** One throwing property costs only itself: the others are still looked at. */
function enter(inside: object, key: string | number, at: number, depth: number, walk: Walk): void {
  try {
    if (++walk.nodes > MOST_NODES || depth > MOST_DEPTH) throw undefined;
    // `constructor` and its like are there on every object: only an own one was put there.
    if (key in Object.prototype && !Object.hasOwn(inside, key)) return;
    follow(Reflect.get(inside, key), at, depth + 1, walk);
  } catch {
    walk.complete = false;
  }
}
