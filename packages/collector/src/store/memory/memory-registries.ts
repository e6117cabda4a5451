import type { Project } from '../../api-types.ts';
import type { KeyRegistry, ProjectRegistry, StoredKey } from '../registries.ts';

export function memoryProjects(now: number): ProjectRegistry {
  const projects: Project[] = [];
  const create = (key: string, name: string, at: number): Project => {
    const existing = projects.find((project) => project.key === key);
    if (existing !== undefined) return existing;
    const project = { key, name, createdAt: new Date(at).toISOString() };
    projects.push(project);
    return project;
  };
  create('default', 'Default', now);
  return {
    list: () => Promise.resolve([...projects]),
    tryGetNumber: (key) => {
      const index = projects.findIndex((project) => project.key === key);
      return Promise.resolve(index === -1 ? undefined : index + 1);
    },
    create: (key, name, at) => Promise.resolve(create(key, name, at)),
  };
}

export function memoryKeys(): KeyRegistry {
  const keys = new Map<string, StoredKey>();
  return {
    list: (project) =>
      Promise.resolve(
        [...keys.values()].filter((key) => project === undefined || key.project === project),
      ),
    tryGet: (keyId) => Promise.resolve(keys.get(keyId)),
    add(key) {
      keys.set(key.keyId, key);
      return Promise.resolve();
    },
    revoke(keyId, now) {
      const key = keys.get(keyId);
      if (key === undefined) return Promise.resolve(false);
      keys.set(keyId, { ...key, revokedAt: key.revokedAt ?? now });
      return Promise.resolve(true);
    },
    used(keyId, now) {
      const key = keys.get(keyId);
      if (key !== undefined) keys.set(keyId, { ...key, lastUsedAt: now });
      return Promise.resolve();
    },
  };
}
