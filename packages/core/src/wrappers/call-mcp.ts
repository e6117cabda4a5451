import type { Instrument } from '../instrument.ts';
import { activeScope } from '../scopes/begin.ts';
import { callWatched } from '../scopes/call-watched.ts';
import type { Work, WorkFacts, WorkObserver } from '../scopes/work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import type { Caller } from '../wrap/wrap-function.ts';
import { mcpToolWork, mcpWork, type McpOptions } from './mcp-work.ts';

/**
 * How an MCP request is called. A `tools/call` is a tool's invocation too: outside any `withTool`
 * it gets the tool's events around its own; inside one it is linked to that by its parent, guarded
 * on its own, and not told twice. `observer` is told of the requests.
 */
export function mcpCaller(
  instrument: Instrument,
  options: McpOptions,
  observer?: WorkObserver,
): Caller {
  const method = options.method ?? 'tools/call';
  const request: Work = { ...mcpWork(instrument, options), ...(observer && { observer }) };
  if (method !== 'tools/call') {
    return (target, self, args) => callWatched(instrument, request, target, self, args);
  }
  const invocation = mcpToolWork(instrument, options);
  // Inside a withTool the request itself is guarded, by what the server's tool does.
  const guardedRequest: Work = {
    ...request,
    guarded: invocation.guarded,
    mayWait: true,
    facts: (self, args) => ({
      ...factsOf(invocation, self, args),
      ...factsOf(request, self, args),
    }),
  };
  return (target: AnyFunction, self, args) => {
    if (insideTool(instrument)) {
      return callWatched(instrument, guardedRequest, target, self, args);
    }
    // The arguments pass through unchanged, so that both see the same call.
    function inner(this: unknown, ...passed: unknown[]): unknown {
      return callWatched(instrument, request, target, this, passed);
    }
    // The gate refuses, and waits, in the shape that the host's function answers in.
    Object.defineProperty(inner, Symbol.toStringTag, {
      value: target[Symbol.toStringTag as never],
    });
    return callWatched(instrument, invocation, inner, self, args);
  };
}

function factsOf(work: Work, self: unknown, args: readonly unknown[]): WorkFacts {
  return typeof work.facts === 'function' ? work.facts(self, args) : work.facts;
}

function insideTool(instrument: Instrument): boolean {
  for (let scope = activeScope(instrument); scope !== undefined; scope = scope.parent) {
    if (scope.kind === 'tool') return true;
    // What lies inside another request, such as a server's wish for a sample, is a call of its own.
    if (scope.kind === 'run' || scope.kind === 'handoff' || scope.kind === 'mcp') return false;
  }
  return false;
}
