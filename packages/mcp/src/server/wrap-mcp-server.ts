import { ConfigError, type AnyFunction, type CaptureOption, type Heddle } from '@heddle/core';
import { createStamp } from '@heddle/core/integration';
import { watchRequests } from '../client/client-methods.ts';
import { Connection } from '../exchange/connection.ts';
import type { McpToolFactsOption } from '../exchange/tool-book.ts';
import { field, textField } from '../wire/json-rpc.ts';
import { replaceMethod } from '../wire/replace-method.ts';

/** What `McpServer` and `Server` of the SDK have in common, version 1 and 2. */
export interface McpServerLike {
  connect: AnyFunction;
  close: AnyFunction;
}

export interface McpServerOptions {
  /** What to call the server. The name it was made with when absent. */
  readonly server?: string;
  /** How much of parameters and results is kept. The Heddle's own setting when absent. */
  readonly capture?: CaptureOption;
  /** What is known better about a tool than its name and hints suggest. */
  readonly tools?: McpToolFactsOption;
  /** `false`: what the server asks of its clients carries no context. */
  readonly propagate?: boolean;
}

const wrapped = createStamp<Connection>();

/**
 * Makes every request that an MCP server answers an event. A caller that sends its context in
 * `_meta` (SEP-414) is continued: the same trace, the same session, in a run of the server's own;
 * tool handlers run inside it. In enforce mode a tool that a policy refuses is not called, and the
 * caller is answered with error -32001, or -32002 when an approval was not given.
 *
 * The same object comes back, and wrapping it again changes nothing. Works with `McpServer` and
 * `Server` of `@modelcontextprotocol/sdk` (version 1) and `@modelcontextprotocol/server`
 * (version 2). Wrap it before `connect`; in a factory, each one it makes.
 *
 * @throws ConfigError when `server` is no MCP server.
 * @example
 * const server = wrapMcpServer(heddle, new McpServer({ name: 'weather', version: '1' }));
 * server.registerTool('forecast', { inputSchema: { city: z.string() } }, async ({ city }) => …);
 * await server.connect(new StdioServerTransport());
 */
export function wrapMcpServer<Server extends McpServerLike>(
  heddle: Heddle,
  server: Server,
  options: McpServerOptions = {},
): Server {
  // An McpServer stands before the Server that speaks the protocol.
  const inner = field(server, 'server') ?? server;
  if (
    typeof inner !== 'object' ||
    inner === null ||
    typeof field(inner, 'connect') !== 'function'
  ) {
    throw new ConfigError('server', 'expected an McpServer or a Server of the MCP SDK.');
  }
  if (!heddle.enabled || wrapped.get(inner) !== undefined) return server;
  const { capture, propagate = true, tools } = options;
  const name = options.server ?? textField(field(inner, '_serverInfo'), 'name') ?? 'mcp';
  const connection = new Connection({
    heddle,
    role: 'server',
    server: name,
    capture,
    tools,
    propagate,
  });
  wrapped.set(inner, connection);
  replaceMethod(inner, 'connect', (connect, self, args) =>
    connection.connecting(args[0], () => Reflect.apply(connect, self, args) as unknown),
  );
  watchRequests(inner, connection);
  connection.attach(field(inner, 'transport'));
  return server;
}
