import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { Server } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { Client as ClientV2 } from '@modelcontextprotocol/client';
import { McpServer as McpServerV2, Server as ServerV2 } from '@modelcontextprotocol/server';
import { createHeddle } from '@heddle/core';
import { expectTypeOf, test } from 'vitest';
import { wrapMcpClient, wrapMcpServer } from '../src/index.ts';

const heddle = createHeddle({ enabled: false });
const info = { name: 'x', version: '1' };

test('a client and a server come back as what they are', () => {
  class Own extends Client {
    readonly mine = true;
  }
  const options = { server: 'x' };
  expectTypeOf(wrapMcpClient(heddle, new Client(info), options)).toEqualTypeOf<Client>();
  expectTypeOf(wrapMcpClient(heddle, new ClientV2(info), options)).toEqualTypeOf<ClientV2>();
  expectTypeOf(wrapMcpClient(heddle, new Own(info), options)).toEqualTypeOf<Own>();
  expectTypeOf(wrapMcpServer(heddle, new Server(info))).toEqualTypeOf<Server>();
  expectTypeOf(wrapMcpServer(heddle, new McpServer(info))).toEqualTypeOf<McpServer>();
  expectTypeOf(wrapMcpServer(heddle, new ServerV2(info))).toEqualTypeOf<ServerV2>();
  expectTypeOf(wrapMcpServer(heddle, new McpServerV2(info))).toEqualTypeOf<McpServerV2>();
});

test('the overloads of a client are still there', () => {
  const client = wrapMcpClient(heddle, new ClientV2(info), { server: 'x' });
  expectTypeOf(client.callTool).toEqualTypeOf<ClientV2['callTool']>();
  expectTypeOf(client.request).toEqualTypeOf<ClientV2['request']>();
  expectTypeOf(client.setRequestHandler).toEqualTypeOf<ClientV2['setRequestHandler']>();
});

test('what is no client is refused by the compiler', () => {
  // @ts-expect-error -- a server is no client
  wrapMcpClient(heddle, new Server(info), { server: 'x' });
  // @ts-expect-error -- a client's server needs a name
  wrapMcpClient(heddle, new Client(info), {});
  // @ts-expect-error -- nothing at all
  wrapMcpServer(heddle, {});
});
