import type { Infer, Schema } from '../schema/schema.ts';
import { either, facts, integer, oneOf, optional, string, usually } from '../schema/vocabulary.ts';

const mcp = facts('McpFacts', 'The MCP request.', {
  server: string('The name the host gave the server.'),
  method: string('The JSON-RPC method, such as `tools/call`.'),
  tool: optional(string('The tool of a `tools/call`.')),
  resourceUri: optional(string('The resource of a `resources/…` request.')),
  promptName: optional(string('The prompt of a `prompts/get`.')),
  requestId: optional(
    either([string('A word.'), integer('A number.')], 'The JSON-RPC id of the request.'),
  ),
  mcpSessionId: optional(string('The MCP session.')),
  protocolVersion: optional(string('The protocol version both sides agreed on.')),
  transport: optional(usually(['stdio', 'http', 'sse'], 'How it travels.')),
  direction: optional(
    oneOf(['client_to_server', 'server_to_client'], 'Who asks. Absent: the client.'),
  ),
  role: optional(oneOf(['client', 'server'], 'Which side tells. Absent: the one that asks.')),
});

/** One MCP request. */
export interface McpFacts extends Infer<typeof mcp> {}

export const mcpFacts: Schema<McpFacts> = mcp;
