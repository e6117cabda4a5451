import { inferFromToolName } from '@heddle/core';
import {
  inferFromAnnotations,
  type ActionFacts,
  type Instrument,
  type ResourceFacts,
  type RiskLevel,
  type ToolAnnotations,
} from '@heddle/core/integration';
import { field, isObject, textField } from '../wire/json-rpc.ts';

/** What the host knows better about a tool than its name and hints suggest. */
export interface McpToolFacts {
  /** What is done: `read create update delete execute communicate merge …`, or the full form. */
  readonly action?: string | ActionFacts;
  /** What it is done to. */
  readonly resource?: string | ResourceFacts;
  readonly riskLevel?: RiskLevel;
}

/** By the tool's name, or found out for each call. */
export type McpToolFactsOption =
  | Readonly<Record<string, McpToolFacts>>
  | ((tool: string, toolArguments: unknown) => McpToolFacts | undefined);

/** Most tools of one server that are remembered; a server with more is up to something. */
const MOST_TOOLS = 10_000;

/**
 * What is known of a server's tools: what it said in `tools/list`, and what the host says. A guess
 * is made once per tool, not per call.
 */
export class ToolBook {
  readonly #instrument: Instrument;
  readonly #stated: McpToolFactsOption | undefined;
  readonly #annotations = new Map<string, ToolAnnotations>();
  readonly #guesses = new Map<string, McpToolFacts>();

  constructor(instrument: Instrument, stated: McpToolFactsOption | undefined) {
    this.#instrument = instrument;
    this.#stated = stated;
  }

  /** Remembers the hints in a `tools/list` result, or in a page of one. */
  learn(result: unknown): void {
    const tools = field(result, 'tools');
    if (!Array.isArray(tools)) return;
    for (const tool of tools) {
      const name = textField(tool, 'name');
      if (name === undefined) continue;
      const annotations = field(tool, 'annotations');
      this.#guesses.delete(name);
      if (!isObject(annotations)) this.#annotations.delete(name);
      else if (this.#annotations.size < MOST_TOOLS) this.#annotations.set(name, annotations);
    }
  }

  /** What a call of the tool does, as far as anybody says. */
  factsOf(tool: string, toolArguments: unknown): McpToolFacts {
    const stated = this.#stated;
    if (stated === undefined) return this.#guess(tool);
    const own = typeof stated === 'function' ? stated(tool, toolArguments) : ownEntry(stated, tool);
    return { ...this.#guess(tool), ...own };
  }

  #guess(tool: string): McpToolFacts {
    const known = this.#guesses.get(tool);
    if (known !== undefined) return known;
    const infer = this.#instrument.furnishing.inferAction ?? inferFromToolName;
    const annotations = this.#annotations.get(tool);
    const inferred = infer(tool, { claim: annotations && inferFromAnnotations(annotations) });
    const { riskLevel, ...action } = inferred?.action ?? { type: 'execute' };
    const guess: McpToolFacts = {
      action,
      resource: inferred?.resource ?? 'unknown',
      ...(riskLevel !== undefined && { riskLevel }),
    };
    if (this.#guesses.size >= MOST_TOOLS) this.#guesses.clear();
    this.#guesses.set(tool, guess);
    return guess;
  }
}

function ownEntry<Value>(table: Readonly<Record<string, Value>>, key: string): Value | undefined {
  return Object.hasOwn(table, key) ? table[key] : undefined;
}
