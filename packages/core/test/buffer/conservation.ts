import { expect } from 'vitest';
import type { Delivery } from '../../src/buffer/delivery.ts';
import type { DestinationDiagnostics } from '../../src/buffer/diagnostics.ts';

/** `accepted = delivered + dropped + queued + spooled + quarantined`, to the event. */
export function expectConserved(delivery: Delivery, emitted?: number): void {
  for (const destination of delivery.diagnostics().destinations) {
    const { name, accepted } = destination;
    expect({ name, accepted: accountedFor(destination) }).toEqual({ name, accepted });
    if (emitted !== undefined) expect(accepted).toBe(emitted);
  }
}

function accountedFor(destination: DestinationDiagnostics): number {
  const { delivered, drops, queue, spooled, quarantined } = destination;
  const dropped = Object.values(drops).reduce((sum, { events }) => sum + events, 0);
  return delivered + dropped + queue.events + spooled.events + quarantined;
}
