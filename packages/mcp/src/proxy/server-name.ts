import { basename } from 'node:path';
import type { McpProxyOptions } from './proxy-options.ts';

/** Programs that run other programs: their own name says nothing about the server. */
const RUNNERS: ReadonlySet<string> = new Set([
  'node',
  'npx',
  'npm',
  'pnpm',
  'yarn',
  'bun',
  'bunx',
  'deno',
  'tsx',
  'python',
  'python3',
  'uv',
  'uvx',
  'pipx',
  'docker',
  'sh',
  'bash',
  'cmd',
]);

/**
 * What to call a server that nobody named: the host of its address, or the first word of its
 * command that is not a runner, a flag or a verb, without scope, version and ending.
 *
 * @example
 * serverNameOf({ command: 'npx', args: ['-y', '@modelcontextprotocol/server-memory@1.2'] }); // server-memory
 */
export function serverNameOf(
  options: Pick<McpProxyOptions, 'server' | 'command' | 'args' | 'url'>,
): string {
  const { args = [], command = '', server, url } = options;
  if (server !== undefined && server !== '') return server;
  if (url !== undefined) return new URL(url).hostname;
  const words = [command, ...args].map(nameIn);
  return words.find((word) => word !== '' && !RUNNERS.has(word) && !VERBS.has(word)) ?? 'mcp';
}

const VERBS: ReadonlySet<string> = new Set(['run', 'exec', 'dlx', 'x', 'tool', 'start']);

function nameIn(word: string): string {
  if (word.startsWith('-')) return '';
  const file = basename(word.replaceAll('\\', '/')).replace(/(?<=.)@.*$/, '');
  return file.replace(/\.(?:exe|cmd|[cm]?[jt]s|py|sh)$/i, '');
}
