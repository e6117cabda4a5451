/** A place in the tree of paths: what to do here, and where to go on from here. */
export interface PathNode {
  verdict?: 'redact' | 'allow';
  readonly next: Map<string, PathNode>;
}

/** `*` and `[*]` stand for every key or index of one level. */
const ANY = '*';

/**
 * Compiles paths such as `input.messages[*].content` into one tree, once. A path starts at the
 * event; numbers in brackets are indices, quotes in brackets allow any key: `metadata["a.b"]`.
 *
 * @throws TypeError naming the path, when it cannot be read.
 */
export function compilePaths(
  redact: readonly string[] = [],
  allow: readonly string[] = [],
): PathNode | undefined {
  if (redact.length === 0 && allow.length === 0) return undefined;
  const root: PathNode = { next: new Map() };
  for (const path of redact) place(root, path).verdict = 'redact';
  for (const path of allow) place(root, path).verdict = 'allow';
  return root;
}

/** The places that `key` leads to from any of `nodes`. */
export function follow(nodes: readonly PathNode[], key: string): readonly PathNode[] {
  const reached: PathNode[] = [];
  for (const { next } of nodes) {
    const named = next.get(key);
    const any = next.get(ANY);
    if (named !== undefined) reached.push(named);
    if (any !== undefined) reached.push(any);
  }
  return reached;
}

const SEGMENT = /(?:^|\.)([^.[\]"']+)|\[(\d+|\*)\]|\[(?:"([^"]+)"|'([^']+)')\]/y;

function place(root: PathNode, path: string): PathNode {
  let node = root;
  SEGMENT.lastIndex = 0;
  while (SEGMENT.lastIndex < path.length || node === root) {
    const match = SEGMENT.exec(path);
    if (match === null) {
      throw new TypeError(`Cannot read the path "${path}". Write it like input.items[*].secret.`);
    }
    const key = match[1] ?? match[2] ?? match[3] ?? (match[4] as string);
    let next = node.next.get(key);
    if (next === undefined) node.next.set(key, (next = { next: new Map() }));
    node = next;
  }
  return node;
}
