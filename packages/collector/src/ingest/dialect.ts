/** Facts about the request an event came in. */
export interface ItemContext {
  /** Epoch milliseconds. */
  readonly receivedAt: number;
  /** Makes a UUID from a text: the same text in the same project gives the same id. */
  readonly idFrom: (text: string) => string;
}

/**
 * How a neighbour spells events inside `{"events":[…]}` or as a single body. The first dialect
 * that recognises an item translates it; what none recognises is taken as Heddle's own.
 *
 * An item may become several events. Give each an `eventId` that depends on the item alone, so
 * that a retry is recognised, and leave `timestamp` out where the item has no time (or derive one
 * from the arrival and set `arrivalMark`).
 */
export interface Dialect {
  readonly name: string;
  recognises(item: Readonly<Record<string, unknown>>): boolean;
  toEvents(item: Readonly<Record<string, unknown>>, context: ItemContext): readonly object[];
}
