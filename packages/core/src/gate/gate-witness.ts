import type { ApprovalOutcome } from './await-approval.ts';
import type { ApprovalRequest, Decision } from './gate.ts';

/** Hears what happens at the gate, in order: this is where the events come from. */
export interface GateWitness {
  evaluated?(decision: Decision): void;
  approvalRequested?(request: ApprovalRequest): void;
  approvalResolved?(request: ApprovalRequest, outcome: ApprovalOutcome, waitedMs: number): void;
  /** No decision could be made; what follows is up to the failure mode. */
  failed?(error: unknown): void;
}

/** Telling must never change what happens: what a witness throws is dropped. */
export function tell(telling: () => void): void {
  try {
    telling();
  } catch {
    // The witness is our own code and reports its failures itself.
  }
}
