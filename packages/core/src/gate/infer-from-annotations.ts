import type { Inference } from './infer-from-tool-name.ts';

/** The hints of a tool in the Model Context Protocol. A server may say them, or not, or lie. */
export interface ToolAnnotations {
  readonly readOnlyHint?: boolean;
  readonly destructiveHint?: boolean;
  readonly idempotentHint?: boolean;
  readonly openWorldHint?: boolean;
}

/**
 * Infers action and risk from what an MCP server says about its tool. A tool that is said not to be
 * read-only counts as destructive unless that too is denied: these are the specification's
 * defaults. They are not applied to a tool about which nothing is said, which would make every
 * tool of most servers destructive.
 *
 * @returns undefined when neither `readOnlyHint` nor `destructiveHint` is stated.
 */
export function inferFromAnnotations(annotations: ToolAnnotations): Inference | undefined {
  const { readOnlyHint, destructiveHint, idempotentHint } = annotations;
  if (readOnlyHint) return inference('read', 'low');
  if (destructiveHint) return inference('delete', 'high');
  if (destructiveHint === false) return inference(idempotentHint ? 'update' : 'create', 'medium');
  return readOnlyHint === false ? inference('update', 'high') : undefined;
}

function inference(type: string, riskLevel: Inference['riskLevel']): Inference {
  return { action: { type, riskLevel }, resource: { type: 'unknown' }, riskLevel };
}
