/** `GET /v1/delivery`: is everything that was sent here, and how late is it? */
export interface DeliveryHealth {
  /** Since the collector started. */
  since: string;
  received: {
    stored: number;
    duplicates: number;
    conflicts: number;
    invalid: number;
    tooLarge: number;
  };
  /** From the event's time to its commit here, over the last minutes. */
  lag: { samples: number; p50Ms?: number; p95Ms?: number; p99Ms?: number; maxMs?: number };
  gaps: { runs: number; missingEvents: number; worst: RunGap[] };
  late: number;
  /** What SDKs reported as dropped (`agent.telemetry.dropped`), by reason. */
  drops: { reason: string; events: number; bytes: number }[];
  quarantine: { count: number; newest: QuarantinedEvent[] };
  queue: { events: number; bytes: number; limitBytes: number };
  store: StoreHealth;
}

export interface RunGap {
  runId: string;
  agentKey: string;
  missing: number;
  lastSequenceNumber: number;
  lastReceivedAt: string;
}

export interface QuarantinedEvent {
  id: string;
  receivedAt: string;
  reason: 'conflict' | 'invalid' | 'too_large';
  detail: string;
  eventId?: string;
  /** The first 16 KiB of what was sent, as text. */
  body: string;
}

export interface StoreHealth {
  status: 'ok' | 'degraded' | 'read_only';
  /** What is wrong, in a sentence; absent when nothing is. */
  detail?: string;
  engine: string;
  events: number;
  runs: number;
  bytes: number;
  freeBytes?: number;
  schemaVersion: number;
  /** Where a damaged store was set aside at the last start. */
  setAside?: string;
}

/** `GET /v1/health`, open to anyone who may connect. */
export interface Health {
  status: 'ok' | 'degraded';
  name: 'heddle-collector';
}
