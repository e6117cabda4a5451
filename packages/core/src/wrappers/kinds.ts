import type { Instrument } from '../instrument.ts';
import { WatchedWork } from '../scopes/watched-work.ts';
import type { AnyFunction } from '../wrap/any-function.ts';
import { mcpCall } from './call-mcp.ts';
import { handoffWork, runWork, sessionWork, stepWork } from './flow-work.ts';
import type { McpOptions } from './mcp-work.ts';
import { llmWork } from './model-work.ts';
import { guardWork, toolWork } from './tool-work.ts';
import { makeNoun, makeWrapper, type WrapperKind } from './wrapper.ts';
import type { Kind, Noun, OptionsOf, Wrapper } from './wrapper-types.ts';

type Options<K extends Kind> = OptionsOf<AnyFunction>[K];

type Kinds = { readonly [K in Kind]: WrapperKind<Options<K>> };

/** Every kind of wrapper: its short form, and how a call is made of its options. */
function kindsFor(instrument: Instrument): Kinds {
  return {
    session: {
      kind: 'withSession',
      short: (name) => ({ name }),
      prepare: (options) => new WatchedWork(instrument, sessionWork(instrument, options)),
    },
    run: {
      kind: 'withRun',
      short: (name) => ({ name }),
      prepare: (options) => new WatchedWork(instrument, runWork(instrument, options)),
    },
    step: {
      kind: 'withStep',
      short: (name) => ({ name }),
      prepare: (options) => new WatchedWork(instrument, stepWork(instrument, options)),
    },
    tool: {
      kind: 'withTool',
      short: (name) => ({ name }),
      prepare: (options, fn) => new WatchedWork(instrument, toolWork(instrument, options, fn)),
    },
    llm: {
      kind: 'withLLM',
      short: (model) => ({ model }),
      prepare: (options) => new WatchedWork(instrument, llmWork(instrument, options)),
    },
    mcp: {
      kind: 'withMCP',
      short: (server) => ({ server }),
      prepare: (options) => mcpCall(instrument, options as McpOptions),
    },
    handoff: {
      kind: 'withHandoff',
      short: (to) => ({ to }),
      prepare: (options) => new WatchedWork(instrument, handoffWork(instrument, options)),
    },
    guard: {
      kind: 'withGuard',
      short: (action) => ({ action }),
      prepare: (options, fn) => new WatchedWork(instrument, guardWork(instrument, options, fn)),
    },
  };
}

export interface Wrappers {
  readonly withSession: Wrapper<'session'>;
  readonly withRun: Wrapper<'run'>;
  readonly withStep: Wrapper<'step'>;
  readonly withTool: Wrapper<'tool'>;
  readonly withLLM: Wrapper<'llm'>;
  readonly withMCP: Wrapper<'mcp'>;
  readonly withHandoff: Wrapper<'handoff'>;
  readonly withGuard: Wrapper<'guard'>;
}

export type Nouns = { readonly [K in Kind]: Noun<K> };

export function createWrappers(instrument: Instrument, enabled: boolean): Wrappers {
  const kinds = kindsFor(instrument);
  const wrapper = <K extends Kind>(kind: K): Wrapper<K> =>
    makeWrapper<Options<K>>(kinds[kind] as WrapperKind<Options<K>>, enabled) as Wrapper<K>;
  return {
    withSession: wrapper('session'),
    withRun: wrapper('run'),
    withStep: wrapper('step'),
    withTool: wrapper('tool'),
    withLLM: wrapper('llm'),
    withMCP: wrapper('mcp'),
    withHandoff: wrapper('handoff'),
    withGuard: wrapper('guard'),
  };
}

export function createNouns(instrument: Instrument, enabled: boolean): Nouns {
  const kinds = kindsFor(instrument);
  const noun = <K extends Kind>(kind: K): Noun<K> =>
    makeNoun<Options<K>>(instrument, kinds[kind] as WrapperKind<Options<K>>, enabled) as Noun<K>;
  return {
    session: noun('session'),
    run: noun('run'),
    step: noun('step'),
    tool: noun('tool'),
    llm: noun('llm'),
    mcp: noun('mcp'),
    handoff: noun('handoff'),
    guard: noun('guard'),
  };
}
