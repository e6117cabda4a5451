import type { Row } from './row.ts';
import { apiRows } from './rows/api-rows.ts';
import { clientRows } from './rows/client-rows.ts';
import { promiseRows } from './rows/promise-rows.ts';
import { streamRows } from './rows/stream-rows.ts';

/** Everything that must be the same with and without us. */
export const rows: readonly Row[] = [...clientRows, ...promiseRows, ...streamRows, ...apiRows];
