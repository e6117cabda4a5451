import { ConfigError } from '../errors.ts';
import { compileGlobs } from './glob.ts';
import { environmentOf, type GateRequest, type RiskLevel } from './gate.ts';
import { show } from './mode.ts';
import type { Patterns } from './policy.ts';

/**
 * What an agent is meant to do: with this tool, these actions on these resources. Names may hold
 * `*`.
 */
export interface Capability {
  readonly tool: { readonly name: string; readonly provider?: string };
  readonly actions: readonly string[];
  readonly resources: readonly string[];
  /** Default: every environment. */
  readonly environments?: readonly string[];
  readonly riskLevel?: RiskLevel;
}

/** What was declared, as policies ask about it. */
export interface Capabilities {
  /** False for a call of a tool that no capability names. */
  knows(request: GateRequest): boolean;
  /**
   * True when one capability covers the tool, action, resource and environment of a call. What the
   * call does not state is not held against it.
   */
  cover(request: GateRequest): boolean;
}

/**
 * Compiles declared capabilities.
 *
 * @throws ConfigError naming the field that is wrong.
 */
export function compileCapabilities(declared: readonly Capability[]): Capabilities {
  const entries = declared.map((capability, i) => compileOne(capability, `capabilities[${i}]`));
  return {
    knows: (request) => entries.some((entry) => entry.names(request)),
    cover: (request) => entries.some((entry) => entry.names(request) && entry.allows(request)),
  };
}

interface CompiledCapability {
  names(request: GateRequest): boolean;
  allows(request: GateRequest): boolean;
}

function compileOne(capability: Capability, field: string): CompiledCapability {
  const { tool, actions, resources, environments } = capability;
  const namesTool = compileNames(tool?.name, `${field}.tool.name`);
  const namesProvider = compileNames(tool?.provider ?? '*', `${field}.tool.provider`);
  const allowsAction = compileNames(actions, `${field}.actions`);
  const allowsResource = compileNames(resources, `${field}.resources`);
  const allowsEnvironment = compileNames(environments ?? '*', `${field}.environments`);
  return {
    names: (request) => namesTool(request.tool?.name) && namesProvider(request.tool?.provider),
    allows: (request) =>
      allowsAction(request.action.type) &&
      allowsResource(request.resource?.type) &&
      allowsEnvironment(environmentOf(request)),
  };
}

function compileNames(names: unknown, field: string): (text: string | undefined) => boolean {
  for (const name of [names].flat()) {
    if (typeof name === 'string' && name !== '') continue;
    throw new ConfigError(field, `expected a name, found ${show(name)}. Write for example "read".`);
  }
  const matches = compileGlobs(names as Patterns);
  return (text) => text === undefined || matches(text);
}
