/** `GET /v1/me`: who the collector thinks is asking, and what it can do. */
export interface Me {
  project: string;
  scopes: Scope[];
  /** `local`: no keys are set up and the caller is on this machine. */
  authentication: 'local' | 'key' | 'session';
  /** Projects the caller may switch to with the `x-heddle-project` header. */
  projects: string[];
  readOnly: boolean;
  search: 'index' | 'scan';
  version: string;
}

export type Scope = 'ingest' | 'read' | 'admin';

export interface Project {
  key: string;
  name: string;
  createdAt: string;
}

export interface ApiKey {
  keyId: string;
  name: string;
  project: string;
  scopes: Scope[];
  createdAt: string;
  expiresAt?: string;
  revokedAt?: string;
  lastUsedAt?: string;
}

/** `POST /v1/keys`. The token is shown this once; only its SHA-256 is kept. */
export interface CreatedApiKey extends ApiKey {
  /** `hd_<keyId>_<secret>` */
  token: string;
}
