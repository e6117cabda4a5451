import type { GateRequest } from '../../src/gate/gate.ts';

/** A merge into production, with whatever a test wants to be different. */
export function aRequest(different: Partial<GateRequest> = {}): GateRequest {
  return {
    kind: 'tool',
    agentKey: 'release-gate',
    environment: 'production',
    tool: { name: 'github.merge_pr', provider: 'github', riskLevel: 'high' },
    action: { type: 'merge', name: 'merge_pr' },
    resource: { type: 'code_repository', externalId: 'acme/api' },
    runId: 'run_1',
    sessionId: 'ses_1',
    args: [],
    ...different,
  };
}
