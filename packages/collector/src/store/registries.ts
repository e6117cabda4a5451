import type { ApiKey, Project, Scope } from '../api-types.ts';

/** The projects (tenants) of a store. There is always one called `default`. */
export interface ProjectRegistry {
  list(): Promise<readonly Project[]>;
  /** The number under which a project's data is kept. */
  tryGetNumber(key: string): Promise<number | undefined>;
  /** Gives back the existing one when the key is taken. */
  create(key: string, name: string, now: number): Promise<Project>;
}

/** A key as it is kept: the secret itself is nowhere. */
export interface StoredKey {
  readonly keyId: string;
  readonly name: string;
  readonly project: string;
  readonly scopes: readonly Scope[];
  /** SHA-256 of the whole token. */
  readonly digest: Uint8Array;
  readonly createdAt: number;
  readonly expiresAt?: number;
  readonly revokedAt?: number;
  readonly lastUsedAt?: number;
}

export interface KeyRegistry {
  list(project?: string): Promise<readonly StoredKey[]>;
  tryGet(keyId: string): Promise<StoredKey | undefined>;
  add(key: StoredKey): Promise<void>;
  /** False when there is no such key. A key once revoked stays listed. */
  revoke(keyId: string, now: number): Promise<boolean>;
  used(keyId: string, now: number): Promise<void>;
}

/** A stored key without what must not leave the collector. */
export function toApiKey(key: StoredKey): ApiKey {
  return {
    keyId: key.keyId,
    name: key.name,
    project: key.project,
    scopes: [...key.scopes],
    createdAt: new Date(key.createdAt).toISOString(),
    ...timeField('expiresAt', key.expiresAt),
    ...timeField('revokedAt', key.revokedAt),
    ...timeField('lastUsedAt', key.lastUsedAt),
  };
}

function timeField<Name extends string>(
  name: Name,
  at: number | undefined,
): { [K in Name]?: string } {
  return (at === undefined ? {} : { [name]: new Date(at).toISOString() }) as {
    [K in Name]?: string;
  };
}
