import { fileURLToPath } from 'node:url';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { CallToolRequestSchema, ListToolsRequestSchema } from '@modelcontextprotocol/sdk/types.js';

/** A server whose one tool does next to nothing. */
export function server(): Server {
  const made = new Server({ name: 'bench', version: '1' }, { capabilities: { tools: {} } });
  made.setRequestHandler(ListToolsRequestSchema, () => ({
    tools: [{ name: 'echo', inputSchema: { type: 'object' as const } }],
  }));
  made.setRequestHandler(CallToolRequestSchema, ({ params }) => ({
    content: [{ type: 'text', text: String(params.arguments?.['text']) }],
  }));
  return made;
}

/** The same, to be started as a process of its own. */
export const entry: string = fileURLToPath(new URL('serve.ts', import.meta.url));
