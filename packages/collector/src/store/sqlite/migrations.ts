import { derivedTables, recordTables } from './schema.ts';

/**
 * One step from a released schema to the next. `up` may create, and may drop derived tables, but
 * never alters `events`. With `rederive` the derived tables are filled again from the events.
 */
export interface Migration {
  readonly version: number;
  readonly up: string;
  readonly rederive?: boolean;
}

/** Every schema that was ever released, in order. Never edit one: add the next. */
export const migrations: readonly Migration[] = [
  { version: 1, up: `${recordTables}${derivedTables}` },
];
