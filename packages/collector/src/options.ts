import type { Door } from './doors/door.ts';
import { defaultLimits, type IngestLimits } from './http/limits.ts';
import type { EventStore } from './store/store.ts';

export interface CollectorOptions {
  /** Default 127.0.0.1. Any other address needs a key in the store. */
  readonly host?: string;
  /** Default 4319. 0 takes a free one. */
  readonly port?: number;
  /** The database file. Default `.heddle/collector.db`. Or an open store; it is closed with the collector. */
  readonly store?: string | EventStore;
  /**
   * Ask everyone for a key. Default: as soon as there is one, and always on an address that other
   * machines can reach.
   */
  readonly requireKeys?: boolean;
  /** More names under which it is reached, as in the `Host` header without the port. */
  readonly hosts?: readonly string[];
  /** Pages of other origins that may call it from a browser. */
  readonly allowedOrigins?: readonly string[];
  readonly limits?: Partial<IngestLimits>;
  /** More ways in, besides Heddle's own. */
  readonly doors?: readonly Door[];
  /** Forget runs not heard of for so many days. Default: never. */
  readonly retentionDays?: number;
  /** Keep a full-text index (about 60 % more disk). Only for a store given as a path. */
  readonly textIndex?: boolean;
  /** A folder with a built page and its `page-manifest.json`. Default: `@heddle/dashboard`. */
  readonly pageFolder?: string;
  /** Told of errors of the collector itself. Default: standard error. Never holds payload or keys. */
  readonly onError?: (error: unknown) => void;
  /** For tests. Epoch milliseconds. */
  readonly now?: () => number;
}

export interface ResolvedOptions {
  readonly host: string;
  readonly port: number;
  readonly store: string | EventStore;
  readonly requireKeys: boolean | undefined;
  readonly hosts: readonly string[];
  readonly allowedOrigins: readonly string[];
  readonly limits: IngestLimits;
  readonly doors: readonly Door[];
  readonly retentionDays: number | undefined;
  readonly textIndex: boolean;
  readonly pageFolder: string | undefined;
  readonly onError: (error: unknown) => void;
  readonly now: () => number;
}

export const defaultPort = 4319;

/** @throws TypeError with the sentence that fixes it. */
export function resolveOptions(options: CollectorOptions): ResolvedOptions {
  const host = options.host ?? '127.0.0.1';
  if (options.requireKeys === false && !isLoopback(host)) {
    throw new TypeError(
      `requireKeys: false would let the whole network in at ${host}. Leave it out, or listen on 127.0.0.1.`,
    );
  }
  for (const origin of options.allowedOrigins ?? []) {
    if (!URL.canParse(origin) || new URL(origin).origin !== origin) {
      throw new TypeError(
        `allowedOrigins: "${origin}" is not an origin such as https://ops.example.`,
      );
    }
  }
  return {
    host,
    port: options.port ?? defaultPort,
    store: options.store ?? '.heddle/collector.db',
    requireKeys: options.requireKeys,
    hosts: options.hosts ?? [],
    allowedOrigins: options.allowedOrigins ?? [],
    limits: { ...defaultLimits, ...options.limits },
    doors: options.doors ?? [],
    retentionDays: options.retentionDays,
    textIndex: options.textIndex ?? false,
    pageFolder: options.pageFolder,
    onError: options.onError ?? toStandardError,
    now: options.now ?? Date.now,
  };
}

/** Addresses that only this machine can reach. */
export function isLoopback(host: string): boolean {
  return host === 'localhost' || host === '::1' || /^127(\.\d{1,3}){3}$/.test(host);
}

function toStandardError(error: unknown): void {
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`heddle collector: ${text}\n`);
}
