import type { EncodedEvent } from '../transport/transport.ts';
import type { Backlog, BacklogEvents } from './backlog.ts';
import type { DeliveryRuntime } from './runtime.ts';

/** What a spool is furnished with when it is opened. */
export interface SpoolContext {
  readonly runtime: DeliveryRuntime;
  /** The names of the destinations whose events it keeps, each once. */
  readonly destinations: readonly string[];
  /** Says something to the host's operator, rarely. */
  warn(message: string): void;
}

/** Makes the spool of one delivery. `spool()` of `@heddle/core/spool` gives one. */
export type OpenSpool = (context: SpoolContext) => Spool;

export interface SpoolDiagnostics {
  /** This process's folder. */
  readonly path: string;
  /** `slow`: events are written later than meant. `sick`: only memory has the newest ones. */
  readonly state: 'ready' | 'slow' | 'sick';
  /** In this process's folder. */
  readonly bytes: number;
  readonly segments: number;
  /** Accepted and not yet written. */
  readonly pending: number;
  readonly lastError?: { readonly message: string; readonly at: number };
}

/** Keeps events on disk until each destination has settled them, and beyond the end of the process. */
export interface Spool {
  /**
   * Takes an event down; `commit` writes. The ticket goes along with the event to every destination.
   * Undefined when it cannot be kept. Never throws.
   */
  append(encoded: EncodedEvent): object | undefined;
  /** Makes what was appended as durable as the spool is meant to. Never throws. */
  commit(): void;
  /** One destination's part. */
  backlog(destination: string, on: BacklogEvents): Backlog;
  /** Fulfilled when everything appended is written, or the disk is sick. Never rejects. */
  flush(): Promise<void>;
  /**
   * Writes everything now, synchronously, for a process that is about to end. `last`: others may
   * take over what is left. Never throws.
   */
  drain(last: boolean): void;
  /** Writes everything and leaves; what is not settled stays for another process. Never throws. */
  close(): void;
  diagnostics(): SpoolDiagnostics;
}
