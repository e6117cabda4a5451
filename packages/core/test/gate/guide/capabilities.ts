import { policies } from '@heddle/core';

const gate = policies(
  [{ key: 'as-declared', effect: 'block', match: { undeclaredCapability: true } }],
  {
    capabilities: [
      { tool: { name: 'github.*' }, actions: ['read', 'merge'], resources: ['code_repository'] },
    ],
  },
);

export { gate };
