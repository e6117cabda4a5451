import { errorFacts } from '../facts/error-facts.ts';
import { mcpFacts } from '../facts/mcp-facts.ts';
import { failureOutcome, outcome } from '../facts/outcome.ts';
import {
  boolean,
  integer,
  json,
  jsonRecord,
  list,
  object,
  optional,
  string,
} from '../schema/vocabulary.ts';
import { defineEvent } from './define-event.ts';

const input = optional(json('The parameters of the request.'));
const requestCount = optional(
  integer('Requests on the wire, when one call took several (pages, tasks).', { minimum: 0 }),
);

const listedTool = object('One tool.', {
  name: string('Its name.'),
  title: optional(string('Its name, for people.')),
  description: optional(string('What it says it does.')),
  annotations: optional(jsonRecord('Its hints, such as `readOnlyHint`.')),
});

export const mcpCalled = defineEvent('agent.mcp.called', {
  family: 'mcp',
  when: 'An MCP request began.',
  fields: { mcp: mcpFacts, input },
});

export const mcpCompleted = defineEvent('agent.mcp.completed', {
  family: 'mcp',
  when: 'An MCP request was answered.',
  fields: {
    mcp: mcpFacts,
    outcome,
    isError: optional(boolean('The tool answered, and its answer is an error.')),
    requestCount,
    input,
    output: optional(json('The answer.')),
  },
});

export const mcpFailed = defineEvent('agent.mcp.failed', {
  family: 'mcp',
  when: 'An MCP request failed.',
  fields: { mcp: mcpFacts, outcome: failureOutcome, error: errorFacts, input },
});

export const mcpToolsListed = defineEvent('agent.mcp.tools_listed', {
  family: 'mcp',
  when: 'An MCP server said which tools it has.',
  fields: {
    mcp: mcpFacts,
    tools: list(listedTool, 'The tools.'),
    toolCount: integer('How many there are, also when the list was cut.', { minimum: 0 }),
    requestCount,
    fromCache: optional(boolean('Whether the client answered from its cache.')),
  },
});
