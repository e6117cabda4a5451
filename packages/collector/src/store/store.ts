import type { AnyEvent } from '@heddle/events';
import type {
  Breakdown,
  Erased,
  Facets,
  Page,
  QuarantinedEvent,
  RunDetail,
  RunSummary,
  Series,
  SessionDetail,
  SessionSummary,
  StoreHealth,
} from '../api-types.ts';
import type { KeyRegistry, ProjectRegistry } from './registries.ts';
import type {
  EventQuery,
  PageQuery,
  RunQuery,
  SearchQuery,
  SeriesQuery,
  BreakdownQuery,
  SessionQuery,
  TimeRange,
} from './queries.ts';

/** What one store can do and another cannot. Tests and pages ask instead of assuming. */
export interface StoreCapabilities {
  readonly engine: string;
  readonly percentiles: 'exact' | 'approximate';
  readonly textSearch: 'scan' | 'index';
  /** What an acknowledged append survives: the process, or the machine too. */
  readonly acknowledged: 'memory' | 'synced';
  readonly readOnly: boolean;
}

/** An event that passed validation, as an object and as the JSON that will be kept. */
export interface IncomingEvent {
  readonly event: AnyEvent;
  readonly json: string;
}

/** `conflict`: the id is taken by an event with another content; the first one stays. */
export type AppendStatus = 'stored' | 'duplicate' | 'conflict';

/** A stored event with its JSON as text: most answers only pass it on. */
export interface EventRecord {
  readonly position: number;
  readonly receivedAt: number;
  readonly late: boolean;
  readonly json: string;
}

export interface SearchRecords {
  readonly items: readonly (EventRecord & { readonly excerpt: string })[];
  readonly method: 'index' | 'scan';
  readonly scanned?: number;
  readonly nextCursor?: string;
}

export interface DeliveryFacts {
  readonly gaps: { runs: number; missingEvents: number; worst: GapFacts[] };
  readonly late: number;
  readonly drops: { reason: string; events: number; bytes: number }[];
  readonly quarantine: { count: number; newest: QuarantinedEvent[] };
}

export interface GapFacts {
  readonly runId: string;
  readonly agentKey: string;
  readonly missing: number;
  readonly lastSequenceNumber: number;
  readonly lastReceivedAt: string;
}

export type Quarantined = Omit<QuarantinedEvent, 'id' | 'receivedAt'>;

/**
 * Where events live. Every method but the last group is bound to one project (tenant) by its
 * number: there is no way to ask across projects.
 *
 * The contract suite (`test/store/store-contract.ts`) says what an implementation must do; the
 * in-memory store is its plain reading, SQLite the one to use.
 */
export interface EventStore {
  readonly capabilities: StoreCapabilities;
  readonly projects: ProjectRegistry;
  readonly keys: KeyRegistry;

  /**
   * Keeps events; resolves once they are as safe as `capabilities.acknowledged` says, with one
   * status per event in the given order. Sending the same events again changes nothing.
   *
   * @throws StoreUnavailableError when nothing was kept and trying again later may help.
   */
  append(
    project: number,
    events: readonly IncomingEvent[],
    receivedAt: number,
  ): Promise<readonly AppendStatus[]>;

  /** Keeps what was refused, bounded in number and size, for a person to look at. */
  quarantine(project: number, events: readonly Quarantined[], receivedAt: number): Promise<void>;

  listRuns(project: number, query: RunQuery): Promise<Page<RunSummary>>;
  tryGetRun(project: number, runId: string): Promise<RunDetail | undefined>;
  /** Ordered by sequence number, then time, then arrival. */
  runEvents(project: number, runId: string, query: EventQuery): Promise<Page<EventRecord>>;

  listSessions(project: number, query: SessionQuery): Promise<Page<SessionSummary>>;
  tryGetSession(project: number, sessionId: string): Promise<SessionDetail | undefined>;
  /** Of all runs of the session and of the session itself, ordered by session sequence number. */
  sessionEvents(project: number, sessionId: string, query: EventQuery): Promise<Page<EventRecord>>;

  series(project: number, query: SeriesQuery): Promise<Series>;
  breakdown(project: number, query: BreakdownQuery): Promise<Breakdown>;
  facets(project: number, range: TimeRange): Promise<Facets>;
  search(project: number, query: SearchQuery): Promise<SearchRecords>;
  delivery(project: number): Promise<DeliveryFacts>;
  listQuarantine(project: number, query: PageQuery): Promise<Page<QuarantinedEvent>>;

  /** Events that came after a position, in the order they came. */
  eventsAfter(project: number, position: number, limit: number): Promise<readonly EventRecord[]>;
  /** The position of the newest event of any project, 0 when there is none. */
  lastPosition(): Promise<number>;
  /** Calls back after each commit; gives back the way to stop. */
  onCommit(listener: () => void): () => void;

  /** Removes a run and everything derived from it, so that no byte of it stays in the files. */
  eraseRun(project: number, runId: string): Promise<Erased | undefined>;
  eraseSession(project: number, sessionId: string): Promise<Erased | undefined>;

  /** Of all projects: forgets runs whose last event came before the given time; sums stay. */
  prune(before: number): Promise<Erased>;
  /** What has to be done now and then: sums by the minute are kept for two days only. */
  tidy(now: number): Promise<void>;
  /** Throws all derived tables away and makes them again from the events. */
  rebuild(): Promise<void>;
  /** Writes a consistent copy while events keep arriving. The file must not exist. */
  backup(path: string): Promise<void>;
  health(): Promise<StoreHealth>;
  /** What waits to be written. */
  pending(): { readonly events: number; readonly bytes: number; readonly limitBytes: number };
  close(): Promise<void>;
}
