import { wrapMcpClient, wrapMcpServer } from '@heddle/mcp';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { z } from 'zod';
import { heddle } from './heddle.ts';

/** A server of our own. It would usually be a process of its own; the trace goes on all the same. */
export async function openWeather(): Promise<Client> {
  const server = wrapMcpServer(heddle, new McpServer({ name: 'weather', version: '1.0.0' }));
  const look = heddle.withTool('look out of the window', async (city: string) => `fine in ${city}`);
  server.registerTool(
    'forecast',
    {
      description: 'What the weather will be.',
      inputSchema: { city: z.string() },
      outputSchema: { summary: z.string() },
      annotations: { readOnlyHint: true },
    },
    async ({ city }) => {
      const structuredContent = { summary: await look(city) };
      return { structuredContent, content: [{ type: 'text', text: structuredContent.summary }] };
    },
  );

  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await server.connect(theirs);
  const client = wrapMcpClient(heddle, new Client({ name: 'planner', version: '1.0.0' }), {
    server: 'weather',
  });
  await client.connect(ours);
  return client;
}
