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
export { endAs, MCP_PROXY_USAGE, mcpProxyCommand } from './proxy/command.ts';
export type { McpProxyOptions, ProxyExit } from './proxy/proxy-options.ts';
export { runMcpProxy } from './proxy/run-mcp-proxy.ts';
export { serverNameOf } from './proxy/server-name.ts';
