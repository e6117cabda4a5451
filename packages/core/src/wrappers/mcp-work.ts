import type { ErrorFacts, JsonObject } from '@heddle/events';
import type { Instrument } from '../instrument.ts';
import type { LastWord, Work } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { dataValue } from '../wrap/data-method.ts';
import type { Dynamic } from './common-options.ts';
import { defined, resolveWork } from './resolve.ts';
import { actionFacts, type ActionOptions } from './tool-work.ts';

/** Options of `withMCP`: one request to an MCP server, or from one. */
export interface McpOptions<Fn extends AnyFunction = AnyFunction> extends ActionOptions<Fn> {
  readonly server: string;
  /** The JSON-RPC method; `tools/call` when absent. */
  readonly method?: string;
  readonly tool?: Dynamic<Fn, string | undefined>;
  readonly resourceUri?: Dynamic<Fn, string | undefined>;
  readonly promptName?: Dynamic<Fn, string | undefined>;
  readonly toolCallId?: Dynamic<Fn, string | undefined>;
  /**
   * The tool's own arguments: what policies look at, and what is recorded as the tool's input. The
   * arguments of the call when absent.
   */
  readonly arguments?: Dynamic<Fn, unknown>;
  readonly transport?: Dynamic<Fn, string | undefined>;
  readonly mcpSessionId?: Dynamic<Fn, string | undefined>;
  readonly protocolVersion?: Dynamic<Fn, string | undefined>;
  readonly direction?: 'client_to_server' | 'server_to_client';
  /** `false`: the gate is not asked. Only `tools/call` is guarded in any case. */
  readonly guard?: boolean;
  /**
   * Says whether a result means that the tool failed (MCP's `isError`), which is not a failure of
   * the protocol. The `isError` property of the result when absent.
   */
  readonly isError?: (value: Awaited<ReturnType<Fn>>) => boolean;
}

/** The request itself. */
export function mcpWork(instrument: Instrument, options: McpOptions): Work {
  const { server, method = 'tools/call', direction } = options;
  return resolveWork(
    instrument,
    'mcp',
    `${server} ${method}`,
    options,
    (read) => ({
      mcp: defined({
        server,
        method,
        tool: read(options.tool),
        resourceUri: read(options.resourceUri),
        promptName: read(options.promptName),
        transport: read(options.transport),
        direction,
        mcpSessionId: read(options.mcpSessionId),
        protocolVersion: read(options.protocolVersion),
      }) as JsonObject,
    }),
    {
      result: (value) =>
        method === 'tools/list'
          ? { tools: instrument.capture(listedTools(value), 'full') }
          : { isError: toolFailed(options, value) },
      lastWord: taskEnding,
      // The MCP clients answer an abort with an error of their own that quotes its reason.
      wrapsAbort: true,
    },
  );
}

/**
 * The tool's invocation around a `tools/call` that no `withTool` stands around. Its name is the
 * server's and the tool's, so that two servers' tools are told apart.
 */
export function mcpToolWork(instrument: Instrument, options: McpOptions): Work {
  const { arguments: toolArguments, server, tool } = options;
  const staticName = typeof tool === 'string' ? `${server}.${tool}` : server;
  return resolveWork(
    instrument,
    'tool',
    staticName,
    { ...options, ...(toolArguments !== undefined && { input: toolArguments }) },
    (read) => {
      const toolName = read(tool);
      const name = toolName === undefined ? server : `${server}.${toolName}`;
      const facts = actionFacts(instrument, toolName ?? server, options, read);
      return {
        ...facts,
        tool: defined({ name, provider: 'mcp', riskLevel: read(options.riskLevel) }),
        resource: { type: 'unknown', provider: server, ...facts.resource },
        ...defined({ toolCallId: read(options.toolCallId) }),
        ...(toolArguments !== undefined && { gateArgs: [read(toolArguments)] }),
      };
    },
    {
      guarded: options.guard !== false,
      mayWait: true,
      failure: (value) => (toolFailed(options, value) ? toolError(value) : undefined),
      lastWord: taskEnding,
      wrapsAbort: true,
    },
  );
}

/** A task's stream does not throw: it ends with a message that holds the result or the error. */
function taskEnding(message: unknown): LastWord | undefined {
  if (typeof message !== 'object' || message === null) return undefined;
  switch (dataValue(message, 'type')) {
    case 'result':
      return { value: dataValue(message, 'result') };
    case 'error':
      return { error: dataValue(message, 'error') };
    default:
      return undefined;
  }
}

/** The words of an `isError` result: its text content. */
function toolError(value: unknown): ErrorFacts {
  const content = dataValue(value as object, 'content');
  const texts = Array.isArray(content)
    ? content.map((part: unknown) =>
        typeof part === 'object' && part !== null ? dataValue(part, 'text') : undefined,
      )
    : [];
  const message = texts
    .filter((text) => typeof text === 'string')
    .join('\n')
    .slice(0, 2000);
  return { name: 'ToolError', message: message || 'The tool answered with isError.' };
}

/** What a `tools/list` result tells of each tool; the input schemas are left out, they are long. */
function listedTools(value: unknown): object[] {
  const tools: unknown = typeof value === 'object' && value !== null && dataValue(value, 'tools');
  if (!Array.isArray(tools)) return [];
  return tools
    .filter((tool: unknown): tool is object => typeof tool === 'object' && tool !== null)
    .map((tool) =>
      defined({
        name: dataValue(tool, 'name'),
        title: dataValue(tool, 'title'),
        description: dataValue(tool, 'description'),
        annotations: dataValue(tool, 'annotations'),
      }),
    );
}

function toolFailed(options: McpOptions, value: unknown): boolean {
  if (options.isError !== undefined) return options.isError(value as never) === true;
  return typeof value === 'object' && value !== null && dataValue(value, 'isError') === true;
}
