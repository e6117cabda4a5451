import type { EventFamily } from './define-event.ts';

/** What is true of every event of a family. */
export interface FamilyTraits {
  /** Its heading on the catalog's page. */
  readonly title: string;
  /** Whether its events happen inside a run. */
  readonly inRun: boolean;
}

export const families: Readonly<Record<EventFamily, FamilyTraits>> = {
  session: { title: 'Session events', inRun: false },
  run: { title: 'Run events', inRun: true },
  workflow: { title: 'Workflow events', inRun: true },
  tool: { title: 'Tool events', inRun: true },
  action: { title: 'Action events', inRun: true },
  resource: { title: 'Resource events', inRun: true },
  guardrail: { title: 'Guardrail events', inRun: true },
  approval: { title: 'Approval events', inRun: true },
  llm: { title: 'LLM events', inRun: true },
  mcp: { title: 'MCP events', inRun: true },
  handoff: { title: 'Handoff events', inRun: true },
  error: { title: 'Error events', inRun: false },
  outcome: { title: 'Outcome events', inRun: false },
  telemetry: { title: 'Telemetry events', inRun: false },
};
