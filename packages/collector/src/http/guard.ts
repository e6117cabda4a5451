import type { IncomingMessage } from 'node:http';
import { HttpProblem } from './problem.ts';

export interface GuardOptions {
  /** Host names (without port) under which the collector is reached. */
  readonly hosts: readonly string[];
  /** Origins of other pages that may call it: `https://ops.example`. */
  readonly allowedOrigins: readonly string[];
}

/**
 * Turns away requests that a web page somewhere makes behind its visitor's back: foreign `Host`
 * (DNS rebinding), foreign `Origin` and cross-site fetches. It applies on loopback too, where
 * every page the developer has open can reach the port.
 *
 * @throws HttpProblem `forbidden`
 */
export function requireOwnHost(request: IncomingMessage, options: GuardOptions): void {
  const host = request.headers.host ?? '';
  if (!options.hosts.includes(hostnameOf(host))) {
    throw new HttpProblem('forbidden', 'This collector does not answer to that Host.');
  }
  const { origin } = request.headers;
  if (origin !== undefined) {
    if (!isOwnOrigin(origin, host) && !options.allowedOrigins.includes(origin)) {
      throw new HttpProblem('forbidden', 'Requests from that Origin are not taken.');
    }
    return;
  }
  // No Origin: not a script's request, or a plain GET. Browsers say where a GET comes from.
  const site = request.headers['sec-fetch-site'];
  const isNavigation = request.headers['sec-fetch-mode'] === 'navigate';
  const isPage = !(request.url ?? '').startsWith('/v1/');
  if ((site === 'cross-site' || site === 'same-site') && !(isNavigation && isPage)) {
    throw new HttpProblem('forbidden', 'Requests from other sites are not taken.');
  }
}

function isOwnOrigin(origin: string, host: string): boolean {
  return origin === `http://${host}` || origin === `https://${host}`;
}

function hostnameOf(host: string): string {
  const port = /:\d{1,5}$/.exec(host);
  return (port === null ? host : host.slice(0, port.index)).toLowerCase();
}
