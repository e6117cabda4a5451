import { ConfigError, type AnyFunction, type CaptureOption, type Heddle } from '@heddle/core';
import { createStamp } from '@heddle/core/integration';
import { Connection } from '../exchange/connection.ts';
import type { McpToolFactsOption } from '../exchange/tool-book.ts';
import { field } from '../wire/json-rpc.ts';
import { replaceMethod } from '../wire/replace-method.ts';
import { watchClientMethods } from './client-methods.ts';

/** What every MCP client of the SDK has, version 1 and 2. */
export interface McpClientLike {
  connect: AnyFunction;
  request: AnyFunction;
  callTool: AnyFunction;
  listTools: AnyFunction;
}

export interface McpClientOptions {
  /** What to call the server: the first half of its tools' names, as in `github.create_issue`. */
  readonly server: string;
  /** How much of parameters and results is kept. The Heddle's own setting when absent. */
  readonly capture?: CaptureOption;
  /** What is known better about a tool than its name and the server's hints suggest. */
  readonly tools?: McpToolFactsOption;
  /** `false`: the trace does not go on in the server. */
  readonly propagate?: boolean;
}

const wrapped = createStamp<Connection>();

/**
 * Makes every request of an MCP client, and everything its server asks in turn, an event of the
 * run it belongs to. Tools are guarded before they are called, and the trace goes on in the server
 * (SEP-414). It is the same client object that comes back, and it does what it did; wrapping it
 * again changes nothing. Works with `Client` of `@modelcontextprotocol/sdk` (version 1) and of
 * `@modelcontextprotocol/client` (version 2), before or after `connect`.
 *
 * A call that a policy refuses rejects with `GuardBlockedError` and never reaches the server.
 *
 * @throws ConfigError when `server` is empty or `client` is no MCP client.
 * @example
 * const github = wrapMcpClient(heddle, new Client({ name: 'agent', version: '1' }), { server: 'github' });
 * await github.connect(transport);
 * await heddle.run('triage', () => github.callTool({ name: 'list_issues', arguments: {} }));
 */
export function wrapMcpClient<Client extends McpClientLike>(
  heddle: Heddle,
  client: Client,
  options: McpClientOptions,
): Client {
  const { capture, propagate = true, server, tools } = options;
  if (typeof server !== 'string' || server === '') {
    throw new ConfigError('server', 'expected a name for the MCP server, such as "github".');
  }
  if (
    typeof field(client, 'connect') !== 'function' ||
    typeof field(client, 'request') !== 'function'
  ) {
    throw new ConfigError('client', 'expected a client of the MCP SDK.');
  }
  if (!heddle.enabled || wrapped.get(client) !== undefined) return client;
  const connection = new Connection({
    heddle,
    role: 'client',
    server,
    capture,
    tools,
    propagate,
    mayBeCached: () => offersTools(client),
  });
  wrapped.set(client, connection);
  replaceMethod(client, 'connect', (connect, self, args) =>
    connection.connecting(args[0], () => Reflect.apply(connect, self, args) as unknown),
  );
  watchClientMethods(client, connection);
  connection.attach(field(client, 'transport'));
  return client;
}

/** A client whose server has no tools answers an empty list by itself, and from no cache. */
function offersTools(client: object): boolean {
  const getCapabilities = field(client, 'getServerCapabilities');
  if (typeof getCapabilities !== 'function') return false;
  return field(Reflect.apply(getCapabilities, client, []), 'tools') !== undefined;
}
