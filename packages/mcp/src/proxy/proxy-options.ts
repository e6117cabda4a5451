import type { Readable, Writable } from 'node:stream';
import type { CaptureOption, Heddle } from '@heddle/core';
import type { McpToolFactsOption } from '../exchange/tool-book.ts';

/** Options of `runMcpProxy`: a command to start, or an address to reach. */
export interface McpProxyOptions {
  readonly heddle: Heddle;
  /** What to call the server; see `serverNameOf` for what it is called otherwise. */
  readonly server?: string;
  /** The server to start, when it speaks over its standard input and output. */
  readonly command?: string;
  readonly args?: readonly string[];
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** The server to reach, when it speaks Streamable HTTP or, before that, HTTP with SSE. */
  readonly url?: string | URL;
  /** Sent with every HTTP request, such as `Authorization`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** The id of the run that the connection is; made by us when absent. */
  readonly runId?: string;
  /** The session the run belongs to. */
  readonly sessionId?: string;
  readonly capture?: CaptureOption;
  readonly tools?: McpToolFactsOption;
  /** The host's side. The standard input and output of this process when absent. */
  readonly stdin?: Readable;
  readonly stdout?: Writable;
  /** The signals to pass on. Those that end a process when absent. */
  readonly signals?: readonly NodeJS.Signals[];
}

/** How the server ended: with an exit code, or by a signal. */
export interface ProxyExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}
