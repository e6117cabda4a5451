import type { Json } from '@heddle/events';
import type { CaptureOption } from '@heddle/core';
import type { Instrument } from '@heddle/core/integration';
import type { Exchange } from './exchange.ts';

/** Past this many, a call's log messages and the like are counted only. */
const MOST_TOLD = 100;

export interface ReceivedNotification {
  readonly server: string;
  readonly method: string;
  readonly params: unknown;
  /** The request in whose course it came, when it is known. */
  readonly exchange: Exchange | undefined;
  readonly capture: CaptureOption | undefined;
}

/**
 * Tells a log message, a changed list or an updated resource. Nobody answers a notification, so it
 * is over as it comes: one event, the completed one.
 */
export function recordNotification(instrument: Instrument, received: ReceivedNotification): void {
  const { server, method, params, exchange, capture } = received;
  if (exchange === undefined && instrument.furnishing.outsideRun === 'ignore') return;
  if (exchange !== undefined && exchange.notifications > MOST_TOLD) return;
  const option = capture ?? instrument.furnishing.captureDefault;
  const mode = typeof option === 'string' ? option : (option.input ?? 'full');
  const input = instrument.capture(params, mode) as Json | undefined;
  instrument.emit('agent.mcp.completed', exchange?.operation, {
    mcp: { server, method, direction: 'server_to_client' },
    outcome: 'completed',
    ...(input !== undefined && (mode === 'summary' ? { payloadSummary: { input } } : { input })),
  });
}
