import { ConfigError } from '@heddle/core';
import { Connection } from '../exchange/connection.ts';
import { childUpstream } from './child-upstream.ts';
import { HostSide } from './host-side.ts';
import { httpUpstream } from './http-upstream.ts';
import { Lines } from './lines.ts';
import type { McpProxyOptions, ProxyExit } from './proxy-options.ts';
import { Relay } from './relay.ts';
import { serverNameOf } from './server-name.ts';
import type { Upstream } from './upstream.ts';

const ENDING_SIGNALS: readonly NodeJS.Signals[] =
  process.platform === 'win32' ? ['SIGINT'] : ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT'];

/**
 * Stands between an MCP host and a server, in the place of the server: the host speaks to it over
 * standard input and output and notices nothing. Every request is an event, in one run per
 * connection, and tools are guarded; in enforce mode a call that a policy refuses is answered with
 * error -32001, or -32002 when an approval was not given. Messages go on byte for byte, those of the
 * host one whole message at a time and those of the server as they come.
 *
 * @returns when the server has ended, with its exit code or signal. Does not flush the Heddle.
 * @throws ConfigError when it is told neither a command nor an address, or both.
 * @example
 * const { code } = await runMcpProxy({ heddle, command: 'npx', args: ['-y', '@acme/mcp-server'] });
 */
export function runMcpProxy(options: McpProxyOptions): Promise<ProxyExit> {
  const { command, heddle, runId, sessionId, url } = options;
  if ((command === undefined) === (url === undefined)) {
    throw new ConfigError('command', 'expected either a command to start or a url to reach.');
  }
  const server = serverNameOf(options);
  return heddle.run(
    {
      name: `mcp ${server}`,
      trigger: 'mcp_proxy',
      capture: 'none',
      ...(runId !== undefined && { runId }),
      ...(sessionId !== undefined && { sessionId }),
    },
    () => relay(server, options),
  );
}

async function relay(server: string, options: McpProxyOptions): Promise<ProxyExit> {
  const {
    capture,
    command,
    heddle,
    stdin = process.stdin,
    stdout = process.stdout,
    tools,
  } = options;
  const connection = new Connection({
    heddle,
    role: 'client',
    server,
    capture,
    tools,
    // The bytes of a message are the host's.
    propagate: false,
    transportKind: command === undefined ? 'http' : 'stdio',
  });
  // Streams call back in the context of whoever feeds them; what comes belongs to this run.
  const fromServer = heddle.bind((line: Uint8Array): void => messages.fromServer(line));
  const host = new HostSide(stdout, fromServer);
  const upstream: Upstream =
    command === undefined ? httpUpstream(options, host) : childUpstream(command, options, host);
  let isFull = false;
  const messages = new Relay({
    heddle,
    connection,
    forward(line, message) {
      if (upstream.send(line, message) || isFull) return;
      isFull = true;
      stdin.pause();
      void upstream.drained().then(() => {
        isFull = false;
        stdin.resume();
      });
    },
    answer: (message) => host.say(message),
  });

  const lines = new Lines();
  const fromHost = heddle.bind((line: Uint8Array): void => messages.fromHost(line));
  const onData = (chunk: Buffer): void => {
    for (const line of lines.push(chunk)) fromHost(line);
  };
  const onEnd = (): void => {
    const rest = lines.rest();
    if (rest.length > 0) fromHost(rest);
    upstream.end();
  };
  stdin.on('data', onData);
  stdin.once('end', onEnd);
  // A host that no longer reads has left.
  const onGone = (): void => upstream.end();
  stdout.once('error', onGone);
  const stopPassingOn = passSignalsOn(options.signals ?? ENDING_SIGNALS, upstream);

  const exit = await upstream.closed;
  stopPassingOn();
  stdin.off('data', onData);
  stdin.off('end', onEnd);
  stdin.pause();
  connection.closed();
  return exit;
}

function passSignalsOn(signals: readonly NodeJS.Signals[], upstream: Upstream): () => void {
  const pass = (signal: NodeJS.Signals): void => upstream.kill(signal);
  for (const signal of signals) process.on(signal, pass);
  return () => {
    for (const signal of signals) process.off(signal, pass);
  };
}
