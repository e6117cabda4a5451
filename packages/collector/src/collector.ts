import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type HttpBindings } from '@hono/node-server';
import type { OpenAPIHono } from '@hono/zod-openapi';
import { createDoorkeeper } from './http/admission.ts';
import { createAuthenticator } from './http/authenticate.ts';
import { prepareClose } from './http/close-server.ts';
import { createApi } from './http/create-api.ts';
import { createKeyring, type Keyring } from './http/keyring.ts';
import { createPageSessions } from './http/page-sessions.ts';
import { createRateLimit } from './http/rate-limit.ts';
import type { RouteEntry } from './http/route.ts';
import { startHousekeeping } from './housekeeping.ts';
import { registerRoutes } from './register-routes.ts';
import {
  isLoopback,
  resolveOptions,
  type CollectorOptions,
  type ResolvedOptions,
} from './options.ts';
import { openSqliteStore } from './store/sqlite/sqlite-store.ts';
import type { EventStore } from './store/store.ts';

export interface Collector {
  /** `http://127.0.0.1:4319` */
  readonly url: string;
  /** The address to open in a browser: with a token for one use where keys are required. */
  pageUrl(): string;
  readonly app: OpenAPIHono<{ Bindings: HttpBindings }>;
  readonly server: Server;
  readonly store: EventStore;
  readonly keys: Keyring;
  /** Every API route with its policy. */
  readonly routes: readonly RouteEntry[];
  /** Stops listening, lets what is under way finish, closes the store. */
  close(): Promise<void>;
}

/**
 * Starts a collector: takes events, keeps them, answers questions, serves the page.
 *
 * @throws TypeError for options that cannot be, and for an address that other machines can reach
 *   while there is no key.
 * @throws StoreUnavailableError when another collector has the store.
 * @example
 * const collector = await createCollector({ port: 4319 });
 * console.log(collector.pageUrl());
 */
export async function createCollector(options: CollectorOptions = {}): Promise<Collector> {
  const resolved = resolveOptions(options);
  const store = await openStore(resolved);
  try {
    return await start(resolved, store);
  } catch (error) {
    await store.close();
    throw error;
  }
}

async function start(options: ResolvedOptions, store: EventStore): Promise<Collector> {
  const { now, limits, onError } = options;
  const keys = createKeyring(store, now, () => door.check());
  const door = createLock(options, keys);
  await door.check();
  await door.requireKey();
  const sessions = createPageSessions(now);
  const api = createApi({
    store,
    authenticator: createAuthenticator(keys, sessions, door.isLocked),
    guard: { hosts: hostNames(options), allowedOrigins: options.allowedOrigins },
    onError,
  });
  const routes = registerRoutes({
    api,
    store,
    now,
    keyring: keys,
    sessions,
    limits,
    doorkeeper: createDoorkeeper(limits),
    rateLimit: createRateLimit(limits.eventsPerSecond, now),
    doors: options.doors,
    pageFolder: options.pageFolder,
  });
  const server = createAdaptorServer({ fetch: api.app.fetch, serverOptions }) as Server;
  server.maxRequestsPerSocket = 1_000;
  const closeServer = prepareClose(server);
  const url = await listen(server, options);
  const housekeeping = startHousekeeping({
    store,
    retentionDays: options.retentionDays,
    now,
    onError,
  });
  let closing: Promise<void> | undefined;
  return {
    url,
    pageUrl: () => (door.isLocked() ? `${url}/#token=${sessions.invite()}` : `${url}/`),
    app: api.app,
    server,
    store,
    keys,
    routes: api.routes,
    close() {
      closing ??= (async () => {
        // The tail never ends by itself.
        routes.close();
        await closeServer(graceMs);
        await housekeeping.stop();
        await store.close();
      })();
      return closing;
    },
  };
}

/** What a request that is under way is given to finish when the collector stops. */
const graceMs = 5_000;

/** Slow clients hold a socket, not us: 10 s for the head, 30 s for all, looked at every second. */
const serverOptions = {
  headersTimeout: 10_000,
  requestTimeout: 30_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 10_000,
  maxHeaderSize: 16_384,
};

function openStore({ store, textIndex }: ResolvedOptions): Promise<EventStore> {
  return typeof store === 'string'
    ? openSqliteStore({ path: store, textIndex })
    : Promise.resolve(store);
}

/** Whether keys are asked for; looked at again when one is made or revoked. */
function createLock({ host, requireKeys }: ResolvedOptions, keys: Keyring): Lock {
  const always = requireKeys === true || !isLoopback(host);
  let hasKeys = false;
  return {
    isLocked: () => always || (requireKeys === undefined && hasKeys),
    async check() {
      hasKeys = await keys.hasKeys();
    },
    async requireKey() {
      if (isLoopback(host) || (await keys.hasUsableKeys())) return;
      throw new TypeError(
        `Refusing to listen on ${host} without a key: everyone on the network could read and write. ` +
          'Make one first (heddle keys create), or listen on 127.0.0.1.',
      );
    },
  };
}

interface Lock {
  isLocked(): boolean;
  check(): Promise<void>;
  /** @throws TypeError on an address that other machines can reach while there is no key. */
  requireKey(): Promise<void>;
}

function hostNames({ host, hosts }: ResolvedOptions): string[] {
  const own = host.includes(':') ? `[${host}]` : host;
  const loopback = isLoopback(host) ? ['localhost', '127.0.0.1', '[::1]'] : [];
  return [...new Set([own, ...loopback, ...hosts].map((name) => name.toLowerCase()))];
}

async function listen(server: Server, { host, port }: ResolvedOptions): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port: actual } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return `http://${shown}:${actual}`;
}
