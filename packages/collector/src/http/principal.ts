import type { Scope } from '../api-types.ts';

/** Who is asking. `local`: no keys are set up, and the collector listens on this machine only. */
export interface Principal {
  readonly kind: 'local' | 'key' | 'session' | 'anonymous';
  readonly scopes: readonly Scope[];
  /** The one project of a key; absent for those who may use any. */
  readonly project?: string;
  /** What its requests are counted under. */
  readonly id: string;
}

export const anonymous: Principal = { kind: 'anonymous', scopes: [], id: 'anonymous' };

/** What a route asks for. There is no default: a route without a policy does not compile. */
export type Policy = 'public' | Scope;

/** An admin may read; reading and sending do not include each other. */
export function allows({ scopes }: Principal, policy: Policy): boolean {
  if (policy === 'public') return true;
  if (scopes.includes(policy)) return true;
  return policy === 'read' && scopes.includes('admin');
}
