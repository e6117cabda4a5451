export {
  wrapMcpClient,
  type McpClientLike,
  type McpClientOptions,
} from './client/wrap-mcp-client.ts';
export type { McpToolFacts, McpToolFactsOption } from './exchange/tool-book.ts';
export {
  wrapMcpServer,
  type McpServerLike,
  type McpServerOptions,
} from './server/wrap-mcp-server.ts';
