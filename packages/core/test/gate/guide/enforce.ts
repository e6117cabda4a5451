import { createHeddle, policies } from '@heddle/core';

const heddle = createHeddle({
  agent: { key: 'release-gate' },
  environment: 'production',
  mode: 'enforce',
  guardFailureMode: 'fail_closed',
  gate: policies([
    {
      key: 'prod-merge',
      effect: 'require_approval',
      match: { tool: 'github.merge_*', environment: 'production' },
      reason: 'A person looks at what goes to production.',
    },
    { key: 'no-deletes', effect: 'block', match: { action: 'delete' } },
  ]),
  approvals: async ({ tool, reason }) => askInChat(`${tool?.name}? ${reason}`),
});

const merge = heddle.withTool('github.merge_pr', async (pr: number) => mergePullRequest(pr));

export { merge };

declare function askInChat(question: string): Promise<boolean>;
declare function mergePullRequest(pr: number): Promise<void>;
