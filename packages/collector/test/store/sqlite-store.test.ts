import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { openSqliteStore } from '../../src/store/sqlite/sqlite-store.ts';
import { newFolder } from '../support/temporary-folder.ts';
import { storeContract } from './store-contract.ts';

const folder = newFolder();
afterAll(() => rmSync(folder, { recursive: true, force: true }));

storeContract('a store in SQLite', () => openSqliteStore({ path: join(folder, 'plain.db') }));
storeContract('a store in SQLite with a text index', () =>
  openSqliteStore({ path: join(folder, 'indexed.db'), textIndex: true }),
);
