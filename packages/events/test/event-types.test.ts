import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  catalog,
  eventClass,
  eventTypes,
  isAgentEvent,
  isAgentEventType,
  SCHEMA_VERSION,
  type AgentEventType,
  type EventClass,
} from '@heddle/events';
import { examples } from '@heddle/events/examples';

/** The types of the seeds, spelt as there. */
const seeds = `
  agent.tool.called agent.action.requested agent.action.completed agent.action.failed
  agent.resource.touched agent.guardrail.evaluated agent.approval.requested agent.approval.resolved
  agent.workflow.step.started agent.workflow.step.completed agent.workflow.step.failed
  agent.llm.called agent.llm.completed agent.llm.failed
  agent.mcp.called agent.mcp.completed agent.mcp.failed agent.mcp.tools_listed
  agent.handoff.requested agent.handoff.accepted agent.handoff.completed agent.handoff.failed
  agent.error
`
  .trim()
  .split(/\s+/);

describe('the event types', () => {
  it('are the 23 of the seeds and eight of ours', () => {
    expect(seeds).toHaveLength(23);
    expect(eventTypes).toHaveLength(31);
    expect(eventTypes.filter((type) => !seeds.includes(type))).toEqual([
      'agent.session.started',
      'agent.session.completed',
      'agent.session.failed',
      'agent.run.started',
      'agent.run.completed',
      'agent.run.failed',
      'agent.outcome.recorded',
      'agent.telemetry.dropped',
    ]);
  });

  it('are the keys of the catalog, in its order', () => {
    expect(Object.keys(catalog)).toEqual(eventTypes);
    for (const type of eventTypes) expect(catalog[type].type).toBe(type);
  });

  it('are told from types of one’s own', () => {
    expect(isAgentEventType('agent.error')).toBe(true);
    expect(isAgentEventType('agent.unknown')).toBe(false);
    expect(isAgentEventType('toString')).toBe(false);
    expect(isAgentEvent(examples['agent.error'])).toBe(true);
    expect(isAgentEvent({ ...examples['agent.error'], type: 'shop.sold', payload: {} })).toBe(
      false,
    );
  });
});

describe('eventClass', () => {
  const typesOf = (wanted: EventClass): AgentEventType[] =>
    eventTypes.filter((type) => eventClass(type) === wanted);

  it('never gives up beginnings, endings, errors, approvals and reports of losses', () => {
    expect(typesOf('boundary')).toEqual([
      'agent.session.started',
      'agent.session.completed',
      'agent.session.failed',
      'agent.run.started',
      'agent.run.completed',
      'agent.run.failed',
      'agent.approval.requested',
      'agent.approval.resolved',
      'agent.error',
      'agent.telemetry.dropped',
    ]);
  });

  it('gives up first what another event tells better', () => {
    expect(typesOf('detail')).toEqual([
      'agent.resource.touched',
      'agent.llm.called',
      'agent.mcp.called',
      'agent.mcp.tools_listed',
    ]);
  });

  it('takes custom and unknown types for normal', () => {
    expect(eventClass('shop.sold')).toBe('normal');
    expect(eventClass('constructor')).toBe('normal');
  });
});

describe('SCHEMA_VERSION', () => {
  it('is the version in the published JSON Schema', () => {
    const file = new URL('../schema/heddle-events.schema.json', import.meta.url);
    const { $id } = JSON.parse(readFileSync(file, 'utf8')) as { $id: string };
    expect($id).toBe(`urn:heddle:events:${SCHEMA_VERSION}`);
  });
});
