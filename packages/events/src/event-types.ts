/**
 * How dear an event is when there is no room for all of them: `boundary` events are never given
 * up, `detail` goes first.
 */
export type EventClass = 'boundary' | 'normal' | 'detail';

/**
 * The names of the catalog, in the order of its page. They stand apart from their definitions so
 * that a program which only emits events does not carry the schemas along.
 */
const classes = {
  'agent.session.started': 'boundary',
  'agent.session.completed': 'boundary',
  'agent.session.failed': 'boundary',
  'agent.run.started': 'boundary',
  'agent.run.completed': 'boundary',
  'agent.run.failed': 'boundary',
  'agent.workflow.step.started': 'normal',
  'agent.workflow.step.completed': 'normal',
  'agent.workflow.step.failed': 'normal',
  'agent.tool.called': 'normal',
  'agent.action.requested': 'normal',
  'agent.action.completed': 'normal',
  'agent.action.failed': 'normal',
  'agent.resource.touched': 'detail',
  'agent.guardrail.evaluated': 'normal',
  'agent.approval.requested': 'boundary',
  'agent.approval.resolved': 'boundary',
  'agent.llm.called': 'detail',
  'agent.llm.completed': 'normal',
  'agent.llm.failed': 'normal',
  'agent.mcp.called': 'detail',
  'agent.mcp.completed': 'normal',
  'agent.mcp.failed': 'normal',
  'agent.mcp.tools_listed': 'detail',
  'agent.handoff.requested': 'normal',
  'agent.handoff.accepted': 'normal',
  'agent.handoff.completed': 'normal',
  'agent.handoff.failed': 'normal',
  'agent.error': 'boundary',
  'agent.outcome.recorded': 'normal',
  'agent.telemetry.dropped': 'boundary',
} as const satisfies Record<string, EventClass>;

/** The name of an event of the catalog. */
export type AgentEventType = keyof typeof classes;

/** Every event type of the catalog. */
export const eventTypes: readonly AgentEventType[] = /* @__PURE__ */ (() =>
  Object.keys(classes) as AgentEventType[])();

/** The version of the catalog that this package speaks. */
export const SCHEMA_VERSION = '1.0';

/** True for a type of the catalog, false for custom types and those of a newer catalog. */
export function isAgentEventType(type: string): type is AgentEventType {
  return Object.hasOwn(classes, type);
}

/**
 * How dear events of this type are under back-pressure. Custom types are `normal`.
 *
 * @example
 * eventClass('agent.run.completed'); // 'boundary': never given up
 * eventClass('agent.llm.called');    // 'detail': its ending says more
 */
export function eventClass(type: string): EventClass {
  return isAgentEventType(type) ? classes[type] : 'normal';
}
