import { mkdtempSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { wrapMcpClient } from '@heddle/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { heddle } from './heddle.ts';

/** A client of `@modelcontextprotocol/server-memory`, which remembers in a file. */
export async function openMemory(): Promise<Client> {
  const manifest = createRequire(import.meta.url).resolve(
    '@modelcontextprotocol/server-memory/package.json',
  );
  const client = wrapMcpClient(heddle, new Client({ name: 'planner', version: '1.0.0' }), {
    server: 'memory',
  });
  await client.connect(
    new StdioClientTransport({
      command: process.execPath,
      args: [join(dirname(manifest), 'dist', 'index.js')],
      env: { MEMORY_FILE_PATH: join(mkdtempSync(join(tmpdir(), 'heddle-')), 'memory.json') },
      stderr: 'ignore',
    }),
  );
  return client;
}
