import { expect } from 'vitest';
import type { Delivery } from '../../src/buffer/delivery.ts';
import type { DestinationDiagnostics } from '../../src/buffer/diagnostics.ts';

/** Nothing vanishes: every event is accounted for, to the event. */
export function expectConserved(delivery: Delivery, emitted?: number): void {
  for (const destination of delivery.diagnostics().destinations) {
    const { name, accepted, adopted } = destination;
    expect({ name, events: accountedFor(destination) }).toEqual({
      name,
      events: accepted + adopted,
    });
    if (emitted !== undefined) expect(accepted).toBe(emitted);
  }
}

export function accountedFor(destination: DestinationDiagnostics): number {
  const { delivered, drops, queue, spooled, quarantined, surrendered } = destination;
  const dropped = Object.values(drops).reduce((sum, { events }) => sum + events, 0);
  return delivered + dropped + queue.events + spooled.events + quarantined + surrendered;
}
