import type { AnyEvent } from '@heddle/events';
import type { RunTree, TreeNode } from '../../api-types.ts';
import { gatherSpans, runNodeId, type Span } from './gather-spans.ts';

/**
 * Arranges the events of a run and of the runs below it as the rows of a waterfall: parents before
 * children, siblings by start. Whatever the events claim of their parents, every node appears
 * exactly once below the run that was asked for.
 */
export function buildTree(runId: string, events: readonly AnyEvent[], limit: number): RunTree {
  const spans = gatherSpans(events);
  const rootId = runNodeId(runId);
  if (!spans.has(rootId)) spans.set(rootId, silentRun(runId, events));
  const bySpan = new Map<string, string>();
  for (const { id, kind, spanId } of spans.values()) {
    if (kind === 'run' && spanId !== undefined) bySpan.set(`span ${spanId}`, id);
  }
  const children = childrenOf(spans, rootId, bySpan);
  const bounds = boundsOf(spans.values());
  const nodes: TreeNode[] = [];
  walk(rootId, spans, children, (span, depth, parentId) => {
    nodes.push(toNode(span, depth, parentId, bounds.start));
  });
  const kept = nodes.slice(0, limit);
  countDescendants(kept);
  return {
    runId,
    startedAt: new Date(bounds.start).toISOString(),
    endedAt: new Date(bounds.end).toISOString(),
    nodes: kept,
    truncated: nodes.length > kept.length,
  };
}

function silentRun(runId: string, events: readonly AnyEvent[]): Span {
  return {
    id: runNodeId(runId),
    kind: 'run',
    runId,
    agentKey: events[0]?.agentKey ?? '',
    spanId: undefined,
    parts: [],
    parents: [],
  };
}

/** Each span below the first parent that is there; where parents go in a circle, it is cut. */
function childrenOf(
  spans: ReadonlyMap<string, Span>,
  rootId: string,
  bySpan: ReadonlyMap<string, string>,
): Map<string, Span[]> {
  const parentOf = new Map<string, string>();
  for (const { id, parents } of spans.values()) {
    if (id === rootId) continue;
    const parent = parents
      .map((wanted) => bySpan.get(wanted) ?? wanted)
      .find((wanted) => wanted !== id && spans.has(wanted));
    parentOf.set(id, parent ?? rootId);
  }
  cutCircles(parentOf, rootId);
  const children = new Map<string, Span[]>();
  for (const span of spans.values()) {
    const parent = parentOf.get(span.id);
    if (parent === undefined) continue;
    const siblings = children.get(parent);
    if (siblings === undefined) children.set(parent, [span]);
    else siblings.push(span);
  }
  for (const siblings of children.values()) siblings.sort(byStart);
  return children;
}

/** Walks up from each span once; a span met twice on one way up hangs below the root instead. */
function cutCircles(parentOf: Map<string, string>, rootId: string): void {
  const safe = new Set([rootId]);
  for (const start of parentOf.keys()) {
    const way = new Set<string>();
    let at = start;
    while (!safe.has(at)) {
      if (way.has(at)) {
        parentOf.set(at, rootId);
        break;
      }
      way.add(at);
      at = parentOf.get(at) ?? rootId;
    }
    for (const id of way) safe.add(id);
  }
}

function byStart(left: Span, right: Span): number {
  return startOf(left) - startOf(right) || sequenceOf(left) - sequenceOf(right);
}

function sequenceOf({ parts }: Span): number {
  return Math.min(...parts.map(({ event }) => event.sequenceNumber ?? Number.MAX_SAFE_INTEGER));
}

/** An ending alone tells when its work began, by its duration. */
function startOf({ parts }: Span): number {
  if (parts.length === 0) return Number.NEGATIVE_INFINITY;
  const known = parts.filter(({ part }) => part.phase !== 'end').map(({ time }) => time);
  const told = parts.map(({ event, time }) => time - Math.max(0, event.durationMs ?? 0));
  return Math.min(...(known.length > 0 ? known : told));
}

function boundsOf(spans: Iterable<Span>): { start: number; end: number } {
  let start = Number.POSITIVE_INFINITY;
  let end = Number.NEGATIVE_INFINITY;
  for (const span of spans) {
    if (span.parts.length === 0) continue;
    start = Math.min(start, startOf(span));
    for (const { time } of span.parts) end = Math.max(end, time);
  }
  return Number.isFinite(start) ? { start, end } : { start: 0, end: 0 };
}

/** Depth first without recursion: a chain may be as long as a run. */
function walk(
  rootId: string,
  spans: ReadonlyMap<string, Span>,
  children: ReadonlyMap<string, readonly Span[]>,
  visit: (span: Span, depth: number, parentId: string | undefined) => void,
): void {
  const root = spans.get(rootId);
  if (root === undefined) return;
  const stack: { span: Span; depth: number; parentId: string | undefined }[] = [
    { span: root, depth: 0, parentId: undefined },
  ];
  for (let next = stack.pop(); next !== undefined; next = stack.pop()) {
    const { span, depth, parentId } = next;
    visit(span, depth, parentId);
    for (const child of (children.get(span.id) ?? []).toReversed()) {
      stack.push({ span: child, depth: depth + 1, parentId: span.id });
    }
  }
}

function toNode(
  span: Span,
  depth: number,
  parentId: string | undefined,
  treeStart: number,
): TreeNode {
  const { parts } = span;
  const [first] = parts;
  const ending = parts.find(({ part }) => part.phase === 'end');
  const start = parts.length === 0 ? treeStart : startOf(span);
  const isPoint = first?.part.phase === 'point';
  const durationMs = isPoint ? 0 : durationOf(ending, start);
  const sequence = sequenceOf(span);
  return {
    id: span.id,
    ...(parentId === undefined ? {} : { parentId }),
    depth,
    descendants: 0,
    kind: span.kind,
    name: (ending ?? first)?.part.name ?? span.runId,
    runId: span.runId,
    agentKey: span.agentKey,
    status: (ending ?? first)?.part.status ?? 'running',
    startedAt: new Date(start).toISOString(),
    offsetMs: start - treeStart,
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(span.spanId === undefined ? {} : { spanId: span.spanId }),
    eventIds: parts.map(({ event }) => event.eventId),
    ...(sequence === Number.MAX_SAFE_INTEGER || parts.length === 0
      ? {}
      : { sequenceNumber: sequence }),
    ...Object.assign({}, ...parts.map(({ part }) => part.details)),
  };
}

function durationOf(ending: Span['parts'][number] | undefined, start: number): number | undefined {
  if (ending === undefined) return undefined;
  return ending.event.durationMs ?? Math.max(0, ending.time - start);
}

/** Rows come parents first, so the rows below one are those after it that are deeper. */
function countDescendants(nodes: readonly TreeNode[]): void {
  const open: { node: TreeNode; index: number }[] = [];
  const closeFrom = (depth: number, end: number): void => {
    for (let last = open[open.length - 1]; last !== undefined; last = open[open.length - 1]) {
      if (last.node.depth < depth) return;
      last.node.descendants = end - last.index - 1;
      open.pop();
    }
  };
  for (const [index, node] of nodes.entries()) {
    closeFrom(node.depth, index);
    open.push({ node, index });
  }
  closeFrom(0, nodes.length);
}
