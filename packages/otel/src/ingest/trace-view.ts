import { HAS_IS_REMOTE, IS_REMOTE, type TraceRequest } from '../otlp/messages.ts';
import { KINDS, type IngestKind } from './conventions.ts';
import { readAttributes, SpanView } from './span-view.ts';

/** A span that is part of an agent's story, and its place in it. */
export interface StorySpan {
  readonly view: SpanView;
  readonly kind: IngestKind;
  /** The nearest span of the story around it; the nearest that is not in the request, if none is. */
  readonly parentSpanId: string | undefined;
  readonly parent: StorySpan | undefined;
  /** Whether the run's beginning and ending are this span's. */
  readonly isRun: boolean;
}

const TRACE_ID = /^(?!0{32})[\da-f]{32}$/;
const SPAN_ID = /^(?!0{16})[\da-f]{16}$/;

/**
 * The spans of a request that tell of agents, models, tools and MCP. All others (HTTP, databases)
 * only lie between them. Spans whose ids are none are left out.
 */
export function readStory(request: TraceRequest): StorySpan[] {
  const views = new Map<string, SpanView>();
  for (const { resource, scopeSpans } of list(request.resourceSpans)) {
    const about = readAttributes(resource?.attributes);
    for (const span of list(scopeSpans).flatMap(({ spans }) => list(spans))) {
      if (!TRACE_ID.test(span.traceId) || !SPAN_ID.test(span.spanId)) continue;
      views.set(span.spanId, new SpanView(span, about));
    }
  }
  const story = new Map<SpanView, Placed>();
  for (const view of views.values()) {
    const kind = kindOf(view);
    if (kind !== undefined) story.set(view, new Placed(view, kind));
  }
  for (const span of story.values()) span.find(views, story);
  return [...story.values()];
}

class Placed implements StorySpan {
  readonly view: SpanView;
  readonly kind: IngestKind;
  parentSpanId: string | undefined;
  parent: Placed | undefined;

  constructor(view: SpanView, kind: IngestKind) {
    this.view = view;
    this.kind = kind;
  }

  /** Walks up to the next span of the story. Other people's spans may go round in a circle. */
  find(views: ReadonlyMap<string, SpanView>, story: ReadonlyMap<SpanView, Placed>): void {
    const seen = new Set<string>([this.view.span.spanId]);
    for (let id = parentOf(this.view); id !== undefined && !seen.has(id);) {
      seen.add(id);
      const above = views.get(id);
      const parent = above === undefined ? undefined : story.get(above);
      if (above === undefined || parent !== undefined) {
        this.parentSpanId = id;
        this.parent = parent;
        return;
      }
      id = parentOf(above);
    }
  }

  /**
   * A trace is one run, unless its spans say better (ours do). The run begins and ends with the
   * outermost span of the story. What is around that may be open still, in another request: of an
   * agent or a workflow, unlike of a model call, it is taken to be no part of the story.
   */
  get isRun(): boolean {
    const { kind, parent, parentSpanId, view } = this;
    if (view.attributes['heddle.run.id'] !== undefined) return kind === 'agent';
    if (parent !== undefined) return false;
    const flags = view.span.flags ?? 0;
    const fromElsewhere = (flags & HAS_IS_REMOTE) !== 0 && (flags & IS_REMOTE) !== 0;
    return parentSpanId === undefined || fromElsewhere || kind === 'agent' || kind === 'workflow';
  }
}

/** A span and what is around it, from the inside out. */
export function* outwards(span: StorySpan): Generator<StorySpan> {
  const seen = new Set<StorySpan>();
  for (let at: StorySpan | undefined = span; at !== undefined && !seen.has(at); at = at.parent) {
    seen.add(at);
    yield at;
  }
}

function parentOf({ span }: SpanView): string | undefined {
  const { parentSpanId } = span;
  return parentSpanId !== undefined && SPAN_ID.test(parentSpanId) ? parentSpanId : undefined;
}

function kindOf(view: SpanView): IngestKind | undefined {
  for (const { attribute, kinds } of KINDS) {
    const value = view.attributes[attribute];
    if (value === undefined || value === null || typeof value === 'object') continue;
    const kind = Object.hasOwn(kinds, String(value)) ? kinds[String(value)] : kinds['*'];
    if (kind !== undefined) return kind;
  }
  return undefined;
}

/** What should be a list, and may be anything. */
function list<Item>(value: readonly Item[] | undefined): readonly Item[] {
  return Array.isArray(value)
    ? value.filter((item) => typeof item === 'object' && item !== null)
    : [];
}
