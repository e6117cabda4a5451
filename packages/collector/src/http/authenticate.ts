import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';
import type { Keyring } from './keyring.ts';
import { anonymous, type Principal } from './principal.ts';
import type { PageSessions } from './page-sessions.ts';

export interface Authenticator {
  /** @throws HttpProblem `unauthorized` for credentials that are not valid, whatever the route. */
  identify(request: IncomingMessage): Promise<Principal>;
}

const local: Principal = { kind: 'local', scopes: ['ingest', 'read', 'admin'], id: 'local' };

/**
 * Finds out who is asking, from headers alone, before a byte of the body is read. `keysRequired`
 * is asked each time: the first key that is made locks the door.
 */
export function createAuthenticator(
  keyring: Keyring,
  sessions: PageSessions,
  keysRequired: () => boolean,
): Authenticator {
  return {
    async identify(request) {
      const token = tokenOf(request);
      if (token !== undefined) {
        const key = await keyring.tryVerify(token);
        if (key === undefined) throw unauthorized('This key is not valid.');
        return { kind: 'key', scopes: key.scopes, project: key.project, id: key.keyId };
      }
      const session = sessions.tryGet(request.headers.cookie);
      if (session !== undefined) return session;
      return keysRequired() ? anonymous : local;
    },
  };
}

/** Several credentials at once are a way to be two people: only one is taken. */
function tokenOf(request: IncomingMessage): string | undefined {
  const {
    authorization = [],
    'x-api-key': apiKey = [],
    'api-key': plain = [],
  } = request.headersDistinct;
  const given = [...authorization, ...apiKey, ...plain];
  if (given.length === 0) return undefined;
  if (given.length > 1) throw unauthorized('Send one credential, not several.');
  if (authorization.length === 0) return given[0] ?? '';
  const [scheme = '', token = '', ...rest] = (authorization[0] ?? '').split(' ');
  // RFC 9110 11.1: the scheme is case-insensitive.
  if (scheme.toLowerCase() !== 'bearer' || token === '' || rest.length > 0) {
    throw unauthorized('Send the key as "Authorization: Bearer hd_…".');
  }
  return token;
}

export function unauthorized(message: string): HttpProblem {
  return new HttpProblem('unauthorized', message);
}
