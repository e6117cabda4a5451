import type { IncomingHttpHeaders } from 'node:http';
import { z } from '@hono/zod-openapi';
import { unauthorized } from '../http/authenticate.ts';
import { cookieName, sessionMs, type PageSessions } from '../http/page-sessions.ts';
import { json, route } from '../http/route.ts';
import type { RouteContext } from './context.ts';

const tag = 'access';

/** How the page gets its cookie. Public: the one-time token in the body is the credential. */
export function pageSessionRoutes({
  api,
  sessions,
}: RouteContext & { readonly sessions: PageSessions }): void {
  route(
    api,
    {
      method: 'post',
      path: '/v1/session',
      policy: 'public',
      tag,
      summary: 'Trades the one-time token of the printed address for a session cookie.',
      body: z.strictObject({ token: z.string().max(200) }),
    },
    ({ body, incoming }) => {
      const session = sessions.tryTrade(body.token);
      if (session === undefined) throw unauthorized('This token was used already, or is too old.');
      return withCookie(session, sessionMs / 1000, isSecure(incoming.headers));
    },
  );

  route(
    api,
    {
      method: 'delete',
      path: '/v1/session',
      policy: 'public',
      tag,
      summary: 'Ends the page’s session.',
    },
    ({ incoming }) => {
      sessions.end(incoming.headers.cookie);
      return withCookie('', 0, isSecure(incoming.headers));
    },
  );
}

function withCookie(value: string, maxAge: number, secure: boolean): Response {
  const response = json({ status: 'ok' });
  const flags = `Path=/; Max-Age=${maxAge}; HttpOnly; SameSite=Strict${secure ? '; Secure' : ''}`;
  response.headers.set('set-cookie', `${cookieName}=${value}; ${flags}`);
  return response;
}

/** Behind a proxy that ends TLS; without one the address is plain http on this machine. */
function isSecure(headers: IncomingHttpHeaders): boolean {
  return headers['x-forwarded-proto'] === 'https';
}
