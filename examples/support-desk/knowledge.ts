import { createRequire } from 'node:module';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { heddle } from './heddle.ts';

const SERVER = '@modelcontextprotocol/server-memory';

/** What the desk knows about its customers, kept by a real MCP server in a process of its own. */
export interface Knowledge {
  remember(customer: string, fact: string): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the server. It outlives the run it may be started in, so it is started outside of any. */
export async function openKnowledge(): Promise<Knowledge> {
  const folder = mkdtempSync(join(tmpdir(), 'heddle-support-desk-'));
  const client = new Client({ name: 'support-desk', version: '1.0.0' });
  await heddle.detached(() =>
    client.connect(
      new StdioClientTransport({
        command: process.execPath,
        args: [createRequire(import.meta.url).resolve(`${SERVER}/dist/index.js`)],
        env: {
          ...(process.env as Record<string, string>),
          MEMORY_FILE_PATH: join(folder, 'memory.jsonl'),
        },
        stderr: 'ignore',
      }),
    ),
  );
  const remember = heddle.withMCP(
    {
      server: 'memory',
      tool: 'create_entities',
      transport: 'stdio',
      action: 'create',
      resource: 'knowledge_base',
    },
    (customer: string, fact: string) =>
      client.callTool({
        name: 'create_entities',
        arguments: { entities: [{ name: customer, entityType: 'customer', observations: [fact] }] },
      }),
  );
  return {
    remember,
    async close() {
      await client.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
