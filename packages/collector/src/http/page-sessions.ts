import { createHash, randomBytes } from 'node:crypto';
import type { Principal } from './principal.ts';

/**
 * How the page is let in where keys are required: the collector prints an address with a token
 * that works once; the page trades it for a cookie that no script can read.
 */
export interface PageSessions {
  /** A token for one trade, good for ten minutes. */
  invite(): string;
  /** The cookie's value, or undefined when the token is unknown, used or too old. */
  tryTrade(token: string): string | undefined;
  tryGet(cookieHeader: string | undefined): Principal | undefined;
  end(cookieHeader: string | undefined): void;
}

export const cookieName = 'heddle_session';
const invitationMs = 600_000;
export const sessionMs: number = 12 * 3_600_000;
const maxSessions = 1_000;

export function createPageSessions(now: () => number): PageSessions {
  const invitations = new Map<string, number>();
  const sessions = new Map<string, number>();

  return {
    invite() {
      const token = randomBytes(32).toString('base64url');
      remember(invitations, digestOf(token), now() + invitationMs);
      return token;
    },
    tryTrade(token) {
      const digest = digestOf(token);
      const until = invitations.get(digest);
      invitations.delete(digest);
      if (until === undefined || until <= now()) return undefined;
      const session = randomBytes(32).toString('base64url');
      remember(sessions, digestOf(session), now() + sessionMs);
      return session;
    },
    tryGet(cookieHeader) {
      const session = sessionOf(cookieHeader);
      const until = session === undefined ? undefined : sessions.get(digestOf(session));
      if (until === undefined || until <= now()) return undefined;
      return { kind: 'session', scopes: ['ingest', 'read', 'admin'], id: 'page' };
    },
    end(cookieHeader) {
      const session = sessionOf(cookieHeader);
      if (session !== undefined) sessions.delete(digestOf(session));
    },
  };
}

function remember(tokens: Map<string, number>, digest: string, until: number): void {
  const [oldest] = tokens.keys();
  if (tokens.size >= maxSessions && oldest !== undefined) tokens.delete(oldest);
  tokens.set(digest, until);
}

/** Looking up a digest instead of the value itself leaves nothing to measure. */
function digestOf(token: string): string {
  return createHash('sha256').update(token).digest('base64');
}

function sessionOf(cookieHeader: string | undefined): string | undefined {
  for (const part of (cookieHeader ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === cookieName && value !== undefined) return value;
  }
  return undefined;
}
