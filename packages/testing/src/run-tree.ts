import type { AgentEvent } from '@heddle/events';

/** One piece of work and what happened inside it. */
export interface SpanNode {
  readonly spanId: string;
  /** What it is: the middle of its events' types (`run`, `action`, `llm`) and its name. */
  readonly label: string;
  readonly events: AgentEvent[];
  readonly children: SpanNode[];
}

/** Arranges events as a tree by span and parent span. Spans whose parent is unknown are roots. */
export function runTree(events: readonly AgentEvent[]): SpanNode[] {
  const nodes = new Map<string, SpanNode>();
  for (const event of events) {
    const spanId = event.spanId ?? event.eventId;
    const node = nodes.get(spanId);
    if (node === undefined) {
      nodes.set(spanId, { spanId, label: labelOf(event), events: [event], children: [] });
    } else {
      node.events.push(event);
    }
  }
  const roots: SpanNode[] = [];
  for (const node of nodes.values()) {
    const parentId = node.events[0]?.parentSpanId;
    const parent = parentId === undefined ? undefined : nodes.get(parentId);
    (parent?.children ?? roots).push(node);
  }
  return roots;
}

/**
 * A tree as indented lines: easy to read in a failing test.
 *
 * @example
 * printTree(await recorder.tree());
 * // run answer
 * //   action search
 */
export function printTree(nodes: readonly SpanNode[], indent = ''): string {
  return nodes
    .map(({ label, children }) =>
      [indent + label, printTree(children, `${indent}  `)].filter(Boolean).join('\n'),
    )
    .join('\n');
}

function labelOf(event: AgentEvent): string {
  const [, ...words] = event.type.split('.');
  const kind = words.slice(0, -1).join('.');
  return [
    kind,
    nameOf(event as unknown as Record<string, { name?: string; key?: string; server?: string }>),
  ]
    .filter(Boolean)
    .join(' ');
}

function nameOf(
  event: Record<string, { name?: string; key?: string; server?: string } | undefined>,
): string | undefined {
  const { tool, run, step, model, mcp } = event;
  return tool?.name ?? run?.name ?? step?.key ?? model?.name ?? mcp?.server;
}
