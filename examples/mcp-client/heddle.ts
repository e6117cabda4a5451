import { createHeddle, memory, policies, type Heddle, type MemoryTransport } from '@heddle/core';

/** Kept in memory, because this example looks at its own events. */
export const recorded: MemoryTransport = memory();

export const heddle: Heddle = createHeddle({
  agent: { key: 'planner' },
  environment: 'example',
  transport: recorded,
  mode: 'enforce',
  gate: policies([
    {
      key: 'nothing-is-deleted',
      effect: 'block',
      match: { provider: 'mcp', action: 'delete' },
      reason: 'The planner may remember, not forget.',
    },
  ]),
});
