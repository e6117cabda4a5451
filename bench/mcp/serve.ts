import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { server } from './server.ts';

await server().connect(new StdioServerTransport());
