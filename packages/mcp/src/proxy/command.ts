import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { ConfigError, createHeddle, policies, type HeddleOptions } from '@heddle/core';
import type { McpProxyOptions, ProxyExit } from './proxy-options.ts';
import { runMcpProxy } from './run-mcp-proxy.ts';

export const MCP_PROXY_USAGE: string = `Usage: heddle mcp-proxy [options] -- <command> [arguments]
       heddle mcp-proxy [options] --url <address>

Stands between an MCP host and a server: every request is recorded, every tool guarded.

  --url <address>        a server to reach over HTTP instead of a command to start
  --header 'Name: value' sent with every HTTP request; may be repeated
  --server <name>        what to call the server
  --policies <file>      guardrails, as JSON
  --mode <mode>          monitor (default) or enforce
  --agent <key>          who the calls are made by; HEDDLE_AGENT_KEY
  --environment <name>   production, staging ...; HEDDLE_ENVIRONMENT
  --session <id>         the session that the connection belongs to
  --run <id>             the id of the run that the connection is
  --capture <how much>   full (default), summary or none
  --help

Events go where HEDDLE_URL and HEDDLE_API_KEY say, or to the folder .heddle.
`;

/** Most time that the last events may take at the end, ms. */
const LAST_FLUSH_MS = 2000;

/**
 * The command `heddle mcp-proxy`: reads its arguments, makes a Heddle, runs the proxy and delivers
 * what was recorded. Everything it says itself goes to the standard error: the standard output is
 * the server's.
 *
 * @returns how the server ended, which is how the process should end: see `endAs`.
 */
export async function mcpProxyCommand(argv: readonly string[]): Promise<ProxyExit> {
  let heddle: ReturnType<typeof createHeddle> | undefined;
  try {
    const { heddleOptions, proxyOptions, isHelp } = readArguments(argv);
    if (isHelp) {
      process.stderr.write(MCP_PROXY_USAGE);
      return { code: 0, signal: null };
    }
    heddle = createHeddle({ ...heddleOptions, exitFlushMs: 0 });
    return await runMcpProxy({ heddle, ...proxyOptions });
  } catch (error) {
    process.stderr.write(`heddle mcp-proxy: ${(error as Error).message}\n`);
    if (!ConfigError.isInstance(error)) process.stderr.write(`\n${MCP_PROXY_USAGE}`);
    return { code: 2, signal: null };
  } finally {
    await heddle?.shutdown(LAST_FLUSH_MS);
  }
}

/** Ends this process as the server ended: with its exit code, or by its signal. */
export function endAs({ code, signal }: ProxyExit): void {
  if (signal === null) process.exit(code ?? 0);
  // Whoever listens would make it an event of this process, which nobody is left to wait for.
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
}

interface Arguments {
  readonly heddleOptions: HeddleOptions;
  readonly proxyOptions: Omit<McpProxyOptions, 'heddle'>;
  readonly isHelp: boolean;
}

function readArguments(argv: readonly string[]): Arguments {
  const { values, positionals } = parseArgs({
    args: [...argv],
    allowPositionals: true,
    options: {
      url: { type: 'string' },
      header: { type: 'string', multiple: true },
      server: { type: 'string' },
      policies: { type: 'string' },
      mode: { type: 'string' },
      agent: { type: 'string' },
      environment: { type: 'string' },
      session: { type: 'string' },
      run: { type: 'string' },
      capture: { type: 'string' },
      help: { type: 'boolean' },
    },
  });
  const [command, ...args] = positionals;
  const { agent, capture, environment, header, mode, run, server, session, url } = values;
  return {
    isHelp: values.help === true || (command === undefined && url === undefined),
    heddleOptions: {
      ...(agent !== undefined && { agent: { key: agent } }),
      ...(environment !== undefined && { environment }),
      ...(mode !== undefined && { mode: mode as NonNullable<HeddleOptions['mode']> }),
      ...(capture !== undefined && { capture: capture as NonNullable<HeddleOptions['capture']> }),
      ...(values.policies !== undefined && { gate: policies(readJson(values.policies)) }),
    },
    proxyOptions: {
      ...(command !== undefined && { command, args }),
      ...(url !== undefined && { url }),
      ...(header !== undefined && { headers: Object.fromEntries(header.map(readHeader)) }),
      ...(server !== undefined && { server }),
      ...(session !== undefined && { sessionId: session }),
      ...(run !== undefined && { runId: run }),
    },
  };
}

function readJson(file: string): Parameters<typeof policies>[0] {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Parameters<typeof policies>[0];
  } catch (error) {
    throw new ConfigError('--policies', `${file} cannot be read: ${(error as Error).message}`);
  }
}

function readHeader(text: string): [string, string] {
  const colon = text.indexOf(':');
  if (colon <= 0) throw new ConfigError('--header', `expected "Name: value", found "${text}".`);
  return [text.slice(0, colon).trim(), text.slice(colon + 1).trim()];
}
