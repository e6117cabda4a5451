import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { ApiKey, CreatedApiKey, Scope } from '../api-types.ts';
import { toApiKey, type StoredKey } from '../store/registries.ts';
import type { EventStore } from '../store/store.ts';

export interface NewKey {
  readonly name: string;
  readonly project?: string;
  readonly scopes: readonly Scope[];
  /** Epoch milliseconds. */
  readonly expiresAt?: number;
}

/** The keys of a store: made, checked, revoked. Secrets are shown once and kept as SHA-256. */
export interface Keyring {
  create(key: NewKey): Promise<CreatedApiKey>;
  list(project?: string): Promise<ApiKey[]>;
  revoke(keyId: string, project?: string): Promise<boolean>;
  /** The key a token belongs to, unless it is unknown, wrong, expired or revoked. */
  tryVerify(token: string): Promise<StoredKey | undefined>;
  /** Whether a key was ever made: revoking the last one must not open the door. */
  hasKeys(): Promise<boolean>;
  /** Whether any key could be used now. */
  hasUsableKeys(): Promise<boolean>;
}

const tokenPattern = /^hd_([a-z2-7]{16})_([A-Za-z0-9_-]{43})$/;
const alphabet = 'abcdefghijklmnopqrstuvwxyz234567';
const rememberedMs = 5_000;
const maxRemembered = 10_000;
const noteUseEveryMs = 60_000;

/** `changed` is awaited after a key was made or revoked. */
export function createKeyring(
  store: EventStore,
  now: () => number = Date.now,
  changed: () => Promise<void> = () => Promise.resolve(),
): Keyring {
  const remembered = new Map<string, { key: StoredKey | undefined; until: number }>();
  const noted = new Map<string, number>();

  const find = async (keyId: string): Promise<StoredKey | undefined> => {
    const known = remembered.get(keyId);
    if (known !== undefined && known.until > now()) return known.key;
    const key = await store.keys.tryGet(keyId);
    if (remembered.size >= maxRemembered) remembered.clear();
    remembered.set(keyId, { key, until: now() + rememberedMs });
    return key;
  };

  return {
    async create({ name, project = 'default', scopes, expiresAt }) {
      const keyId = Array.from(randomBytes(16), (byte) => alphabet[byte % 32]).join('');
      const token = `hd_${keyId}_${randomBytes(32).toString('base64url')}`;
      const key: StoredKey = {
        keyId,
        name,
        project,
        scopes,
        digest: digestOf(token),
        createdAt: now(),
        ...(expiresAt === undefined ? {} : { expiresAt }),
      };
      await store.keys.add(key);
      remembered.delete(keyId);
      await changed();
      return { ...toApiKey(key), token };
    },
    async list(project) {
      return (await store.keys.list(project)).map(toApiKey);
    },
    async revoke(keyId, project) {
      const key = await store.keys.tryGet(keyId);
      if (key === undefined || (project !== undefined && key.project !== project)) return false;
      const revoked = await store.keys.revoke(keyId, now());
      remembered.delete(keyId);
      await changed();
      return revoked;
    },
    async tryVerify(token) {
      const keyId = tokenPattern.exec(token)?.[1];
      if (keyId === undefined) return undefined;
      const key = await find(keyId);
      // The comparison happens for unknown keys too: its time tells nothing.
      const same = timingSafeEqual(digestOf(token), key?.digest ?? digestOf(keyId));
      if (key === undefined || !same || !isUsable(key, now())) return undefined;
      if (now() - (noted.get(keyId) ?? 0) > noteUseEveryMs) {
        noted.set(keyId, now());
        // Nobody waits for a note about use, and it may fail with the disk.
        store.keys.used(keyId, now()).catch(() => {});
      }
      return key;
    },
    async hasKeys() {
      return (await store.keys.list()).length > 0;
    },
    async hasUsableKeys() {
      return (await store.keys.list()).some((key) => isUsable(key, now()));
    },
  };
}

function isUsable(key: StoredKey, now: number): boolean {
  return key.revokedAt === undefined && (key.expiresAt === undefined || key.expiresAt > now);
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
