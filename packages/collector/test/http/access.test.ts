import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { createCollector, type Collector } from '../../src/collector.ts';
import type { RouteEntry } from '../../src/http/route.ts';
import { memoryStore } from '../../src/store/memory/memory-store.ts';
import { call, keyFor, startCollector } from '../support/collector.ts';
import { incoming, noon, story } from '../support/events.ts';
import { openInlineStore } from '../support/inline-store.ts';
import { rawRequest } from '../support/raw-request.ts';
import { temporaryFolder } from '../support/temporary.ts';

/** Reviewed: what anyone who may connect can call, and why. */
const publicRoutes = [
  'get /v1/health', // a load balancer; says nothing of what is stored
  'post /v1/session', // the one-time token in the body is the credential
  'delete /v1/session', // ends the caller's own session
  'get /v1/openapi.json', // the same for everybody
  'get /v1/schema/events.json', // the same for everybody
];

function pathOf({ path }: RouteEntry): string {
  const query = path === '/v1/search' ? '?text=order' : '';
  return (
    path.replace('{runId}', 'r1').replace('{sessionId}', 's1').replace('{keyId}', 'k1') + query
  );
}

/** The tail never ends: only its head is of interest here. */
async function statusOf(
  collector: Collector,
  entry: RouteEntry,
  headers: Record<string, string>,
): Promise<number> {
  const stop = new AbortController();
  const response = await fetch(collector.url + pathOf(entry), {
    method: entry.method.toUpperCase(),
    headers: { 'content-type': 'application/json', ...headers },
    signal: stop.signal,
    ...(entry.method === 'post' ? { body: '{}' } : {}),
  });
  stop.abort();
  return response.status;
}

describe('the inventory of routes (A-01)', () => {
  it('is complete: the router knows no address that is not in it', async () => {
    const collector = await startCollector();
    const known = collector.routes.map(
      ({ method, path }) => `${method} ${path.replaceAll(/\{(\w+)\}/g, ':$1')}`,
    );
    const inRouter = collector.app.routes.map(
      ({ method, path }) => `${method.toLowerCase()} ${path}`,
    );
    // The guard in front of everything, and the page behind it.
    expect(inRouter.filter((route) => !known.includes(route))).toEqual(['all /*', 'get /*']);
    expect(known.every((route) => inRouter.includes(route))).toBe(true);
  });

  it('has no public route but the reviewed ones', async () => {
    const collector = await startCollector();
    const open = collector.routes.filter(({ policy }) => policy === 'public');
    expect(open.map(({ method, path }) => `${method} ${path}`)).toEqual(publicRoutes);
  });

  it('lets nobody in without the scope, on any route', async () => {
    const collector = await startCollector();
    const expired = await collector.keys.create({ name: 'x', scopes: ['admin'], expiresAt: 1 });
    const callers: Record<string, { headers: Record<string, string>; may: readonly string[] }> = {
      anonymous: { headers: {}, may: [] },
      expired: { headers: { authorization: `Bearer ${expired.token}` }, may: [] },
      ingest: { headers: await keyFor(collector, ['ingest']), may: ['ingest'] },
      read: { headers: await keyFor(collector, ['read']), may: ['read'] },
      admin: { headers: await keyFor(collector, ['admin']), may: ['read', 'admin'] },
    };
    for (const entry of collector.routes) {
      if (entry.policy === 'public') continue;
      for (const [caller, { headers, may }] of Object.entries(callers)) {
        const status = await statusOf(collector, entry, headers);
        const allowed = may.includes(entry.policy);
        const label = `${caller}: ${entry.method} ${entry.path}`;
        const refusal = may.length === 0 ? 401 : 403;
        expect({ label, refused: status === refusal }).toEqual({ label, refused: !allowed });
      }
    }
  });
});

describe('projects (A-02, C-02)', () => {
  async function twoProjects(): Promise<{ collector: Collector; theirs: Record<string, string> }> {
    const collector = await startCollector();
    await collector.store.projects.create('theirs', 'Theirs', noon);
    const secret = story({
      runId: 'r1',
      sessionId: 's1',
      agentKey: 'secret-agent',
      model: 'secret-model',
      tool: 'secret-tool',
      environment: 'secret-env',
      rounds: 3,
    });
    await collector.store.append(1, incoming(secret), Date.now());
    return { collector, theirs: await keyFor(collector, ['ingest', 'read', 'admin'], 'theirs') };
  }

  it('see nothing of each other on any route, with the same ids', async () => {
    const { collector, theirs } = await twoProjects();
    for (const entry of collector.routes) {
      if (entry.policy === 'public' || entry.path === '/v1/tail') continue;
      if (entry.method !== 'get' && entry.method !== 'delete') continue;
      const answer = await call(collector, entry.method.toUpperCase(), pathOf(entry), {
        headers: theirs,
      });
      expect({ path: entry.path, leaks: answer.text.includes('secret') }).toEqual({
        path: entry.path,
        leaks: false,
      });
      const status = entry.path.includes('{') ? 404 : 200;
      expect({ path: entry.path, status: answer.status }).toEqual({
        path: entry.path,
        status,
      });
    }
    const own = await keyFor(collector, ['read']);
    expect((await call(collector, 'GET', '/v1/runs/r1', { headers: own })).status).toBe(200);
  });

  it('cannot be named by a key of another one', async () => {
    const { collector, theirs } = await twoProjects();
    for (const headers of [
      { ...theirs, 'x-heddle-project': 'default' },
      { ...theirs, 'x-heddle-project': 'nobody' },
    ]) {
      expect((await call(collector, 'GET', '/v1/runs', { headers })).status).toBe(404);
      expect(
        (await call(collector, 'POST', '/v1/events', { headers, body: { events: story() } }))
          .status,
      ).toBe(404);
    }
    expect(
      (await call(collector, 'GET', '/v1/runs?project=default', { headers: theirs })).status,
    ).toBe(404);
    expect(
      (await call(collector, 'GET', '/v1/runs?project=theirs', { headers: theirs })).status,
    ).toBe(200);
  });

  it('take the tenant from the key, whatever the body says', async () => {
    const { collector, theirs } = await twoProjects();
    const events = story({ runId: 'mine', seed: 9 }).map((event) => ({
      ...event,
      project: 'default',
      tenantId: 1,
    }));
    await call(collector, 'POST', '/v1/events', {
      headers: theirs,
      body: { events, project: 'default' },
    });
    const own = await keyFor(collector, ['read']);
    expect((await call(collector, 'GET', '/v1/runs/mine', { headers: own })).status).toBe(404);
    expect((await call(collector, 'GET', '/v1/runs/mine', { headers: theirs })).status).toBe(200);
  });

  it('are made by the operator, and their keys are their own', async () => {
    const { collector, theirs } = await twoProjects();
    const refused = await call(collector, 'POST', '/v1/projects', {
      headers: theirs,
      body: { key: 'more' },
    });
    expect(refused.status).toBe(403);
    const { keyId } = await collector.keys.create({ name: 'ours', scopes: ['read'] });
    expect((await call(collector, 'DELETE', `/v1/keys/${keyId}`, { headers: theirs })).status).toBe(
      404,
    );
    const listed = await call(collector, 'GET', '/v1/keys', { headers: theirs });
    expect(listed.body.items).toHaveLength(1);
  });

  it('are chosen by a header where the caller may use any', async () => {
    const collector = await startCollector();
    const made = await call(collector, 'POST', '/v1/projects', {
      body: { key: 'two', name: 'Two' },
    });
    expect(made.status).toBe(201);
    const headers = { 'x-heddle-project': 'two' };
    await call(collector, 'POST', '/v1/events', {
      headers,
      body: { events: story({ runId: 'in-two' }) },
    });
    expect((await call(collector, 'GET', '/v1/runs/in-two', { headers })).status).toBe(200);
    expect((await call(collector, 'GET', '/v1/runs/in-two')).status).toBe(404);
    expect((await call(collector, 'GET', '/v1/me', { headers })).body).toMatchObject({
      project: 'two',
      projects: ['default', 'two'],
      authentication: 'local',
    });
    expect(
      (await call(collector, 'GET', '/v1/runs', { headers: { 'x-heddle-project': 'nope' } }))
        .status,
    ).toBe(404);
  });
});

describe('parameters (A-04, A-05)', () => {
  const hostile = [
    "' OR '1'='1",
    "'; DROP TABLE events; --",
    '1) UNION SELECT * FROM keys --',
    '"; SELECT 1',
    "' || (SELECT digest FROM keys) || '",
    '%',
    '_',
    '*',
    '\\',
    '$.a',
    '(a+)+$',
    'NEAR(a b)',
    '{}',
    '\u0000',
    '👾',
    '-1',
    '9'.repeat(400),
  ];

  it('are text, whatever they look like', async () => {
    const collector = await startCollector();
    await collector.store.append(1, incoming(story({ runId: 'r1', sessionId: 's1' })), noon);
    const paths = [
      '/v1/runs',
      '/v1/sessions',
      '/v1/series',
      '/v1/breakdown',
      '/v1/facets',
      '/v1/search',
      '/v1/export',
      '/v1/quarantine',
      '/v1/runs/r1/events',
      '/v1/sessions/s1/events',
      '/v1/runs/r1/tree',
    ];
    const names = [
      'agent',
      'status',
      'environment',
      'model',
      'tool',
      'session',
      'run',
      'text',
      'name',
      'from',
      'to',
      'limit',
      'cursor',
      'type',
      'measure',
      'groupBy',
      'by',
      'bucket',
      'what',
      'format',
      'project',
      'order',
    ];
    for (const path of paths) {
      for (const name of names) {
        for (const value of hostile) {
          const { status, text } = await call(
            collector,
            'GET',
            `${path}?${name}=${encodeURIComponent(value)}`,
          );
          const label = `${path} ${name}=${value.slice(0, 30)}`;
          expect({ label, ok: [200, 400, 404].includes(status) }).toEqual({ label, ok: true });
          expect({
            label,
            tells:
              /sqlite|syntax error|SELECT|no such/i.test(text.replaceAll(value, '')) &&
              status !== 404,
          }).toEqual({ label, tells: false });
        }
      }
    }
    for (const value of hostile) {
      const answer = await call(collector, 'GET', `/v1/runs/${encodeURIComponent(value)}`);
      expect([400, 404]).toContain(answer.status);
    }
    expect((await call(collector, 'GET', '/v1/runs')).body.items).toHaveLength(1);
  });

  it('that are not known are refused instead of overlooked', async () => {
    const collector = await startCollector();
    const { status, body } = await call(collector, 'GET', '/v1/runs?agnet=support');
    expect(status).toBe(400);
    expect(body.error.issues[0].message).toContain('agnet');
  });
});

describe('requests from elsewhere (A-08)', () => {
  it('are refused by Host, Origin and Sec-Fetch-Site, on loopback too', async () => {
    const collector = await startCollector();
    const { host } = new URL(collector.url);
    const refused: [string, string[]][] = [
      ['GET /v1/runs', ['Host: evil.example']],
      ['GET /v1/runs', [`Host: evil.example:${new URL(collector.url).port}`]],
      ['GET /v1/runs', ['Host: 127.0.0.1.evil.example']],
      ['GET /', ['Host: evil.example']],
      ['GET /v1/runs', [`Host: ${host}`, 'Origin: http://evil.example']],
      ['GET /v1/runs', [`Host: ${host}`, 'Origin: null']],
      ['GET /v1/runs', [`Host: ${host}`, 'Origin: http://127.0.0.1:1']],
      ['GET /v1/runs', [`Host: ${host}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: no-cors']],
      ['GET /v1/runs', [`Host: ${host}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate']],
      ['GET /v1/tail', [`Host: ${host}`, 'Sec-Fetch-Site: same-site']],
      [
        'POST /v1/events',
        [
          `Host: ${host}`,
          'Origin: http://evil.example',
          'Content-Type: text/plain',
          'Content-Length: 0',
        ],
      ],
      ['OPTIONS /v1/events', [`Host: ${host}`, 'Origin: http://evil.example']],
      ['DELETE /v1/runs/r1', [`Host: ${host}`, 'Origin: http://evil.example']],
    ];
    for (const [line, headers] of refused) {
      const { text } = await rawRequest(
        collector.url,
        `${line} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`,
      );
      expect({ line, headers, status: text.slice(9, 12) }).toEqual({
        line,
        headers,
        status: '403',
      });
      expect(text.toLowerCase()).not.toContain('access-control-allow');
    }
    const form = await call(collector, 'POST', '/v1/keys', {
      body: '{"name":"x","scopes":["admin"]}',
      headers: { 'content-type': 'text/plain' },
    });
    expect(form.status).toBe(415);
  });

  it('are taken from its own page, from a link to the page, and from allowed origins', async () => {
    const collector = await startCollector({
      allowedOrigins: ['https://ops.example'],
      hosts: ['heddle.internal'],
    });
    const { host } = new URL(collector.url);
    const taken: [string, string[]][] = [
      ['GET /v1/runs', [`Host: ${host}`, `Origin: ${collector.url}`]],
      ['GET /v1/runs', [`Host: ${host}`, 'Sec-Fetch-Site: same-origin']],
      ['GET /v1/runs', [`Host: ${host}`, 'Sec-Fetch-Site: none', 'Sec-Fetch-Mode: navigate']],
      ['GET /', [`Host: ${host}`, 'Sec-Fetch-Site: cross-site', 'Sec-Fetch-Mode: navigate']],
      ['GET /v1/runs', ['Host: heddle.internal']],
      ['GET /v1/runs', [`Host: localhost:${new URL(collector.url).port}`]],
    ];
    for (const [line, headers] of taken) {
      const { text } = await rawRequest(
        collector.url,
        `${line} HTTP/1.1\r\n${headers.join('\r\n')}\r\nConnection: close\r\n\r\n`,
      );
      expect({ line, headers, status: text.slice(9, 12) }).toEqual({
        line,
        headers,
        status: '200',
      });
    }
    const headers = { origin: 'https://ops.example' };
    const preflight = await call(collector, 'OPTIONS', '/v1/events', { headers });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-origin')).toBe('https://ops.example');
    const allowed = await call(collector, 'GET', '/v1/runs', { headers });
    expect(allowed.headers.get('access-control-allow-origin')).toBe('https://ops.example');
    expect(allowed.headers.get('access-control-allow-credentials')).toBeNull();
  });
});

describe('the start (A-09, A-10)', () => {
  it('is refused on an address that others can reach while there is no key', async () => {
    const store = memoryStore();
    await expect(createCollector({ host: '0.0.0.0', port: 0, store })).rejects.toThrow(
      /without a key/,
    );
    await expect(createCollector({ host: '::', port: 0, store })).rejects.toThrow(/without a key/);
    await expect(
      createCollector({ host: '0.0.0.0', port: 0, store, requireKeys: false }),
    ).rejects.toThrow(/requireKeys: false/);
    await expect(
      createCollector({ port: 0, store, allowedOrigins: ['ops.example'] }),
    ).rejects.toThrow(/not an origin/);
  });

  it('knows no key that came with it; a key is long, recognisable, and shown once', async () => {
    const path = join(temporaryFolder(), 'store.db');
    const store = await openInlineStore({ path });
    const collector = await startCollector({ store });
    expect((await call(collector, 'GET', '/v1/keys')).body.items).toEqual([]);
    const created = await call(collector, 'POST', '/v1/keys', {
      body: { name: 'ci', scopes: ['ingest'] },
    });
    expect(created.status).toBe(201);
    expect(created.body.token).toMatch(/^hd_[a-z2-7]{16}_[A-Za-z0-9_-]{43}$/);
    const headers = await keyFor(collector, ['admin']);
    const listed = await call(collector, 'GET', '/v1/keys', { headers });
    expect(listed.body.items[0]).toMatchObject({
      name: 'ci',
      scopes: ['ingest'],
      project: 'default',
    });
    expect(listed.text).not.toContain(created.body.token.slice(-43));
    expect(JSON.stringify(await store.keys.list())).not.toContain(created.body.token.slice(-43));
  });

  it('of keys locks the door, and revoking the last one does not open it', async () => {
    const collector = await startCollector();
    expect((await call(collector, 'GET', '/v1/runs')).status).toBe(200);
    const created = await collector.keys.create({ name: 'first', scopes: ['read'] });
    const headers = { authorization: `Bearer ${created.token}` };
    expect((await call(collector, 'GET', '/v1/runs')).status).toBe(401);
    expect((await call(collector, 'GET', '/v1/runs', { headers })).status).toBe(200);
    await collector.keys.revoke(created.keyId);
    expect((await call(collector, 'GET', '/v1/runs', { headers })).status).toBe(401);
    expect((await call(collector, 'GET', '/v1/runs')).status).toBe(401);
  });
});

describe('the page', () => {
  it('gets in by a token that works once, and a cookie that no script can read', async () => {
    const collector = await startCollector({ requireKeys: true });
    const token = new URL(collector.pageUrl()).hash.slice('#token='.length);
    expect((await call(collector, 'GET', '/v1/runs')).status).toBe(401);
    const session = await call(collector, 'POST', '/v1/session', { body: { token } });
    expect(session.status).toBe(200);
    const cookie = session.headers.get('set-cookie') ?? '';
    expect(cookie).toMatch(
      /^heddle_session=[\w-]{43}; Path=\/; Max-Age=43200; HttpOnly; SameSite=Strict$/,
    );
    const headers = { cookie: cookie.split(';')[0] ?? '' };
    expect((await call(collector, 'GET', '/v1/me', { headers })).body).toMatchObject({
      authentication: 'session',
      scopes: ['ingest', 'read', 'admin'],
    });
    expect((await call(collector, 'POST', '/v1/session', { body: { token } })).status).toBe(401);
    expect(
      (await call(collector, 'POST', '/v1/session', { body: { token: 'guess' } })).status,
    ).toBe(401);
    await call(collector, 'DELETE', '/v1/session', { headers });
    expect((await call(collector, 'GET', '/v1/me', { headers })).status).toBe(401);
  });

  it('loses its way in after a while', async () => {
    let now = noon;
    const collector = await startCollector({ requireKeys: true, now: () => now });
    const token = new URL(collector.pageUrl()).hash.slice('#token='.length);
    now += 11 * 60_000;
    expect((await call(collector, 'POST', '/v1/session', { body: { token } })).status).toBe(401);
    const fresh = new URL(collector.pageUrl()).hash.slice('#token='.length);
    const session = await call(collector, 'POST', '/v1/session', { body: { token: fresh } });
    const headers = { cookie: session.headers.get('set-cookie')?.split(';')[0] ?? '' };
    now += 13 * 3_600_000;
    expect((await call(collector, 'GET', '/v1/me', { headers })).status).toBe(401);
  });

  it('is served from its manifest and nothing else (A-06)', async () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, 'page', 'assets'), { recursive: true });
    writeFileSync(join(folder, 'secret.txt'), 'secret');
    writeFileSync(join(folder, 'page', 'unlisted.txt'), 'secret');
    symlinkSync(join(folder, 'secret.txt'), join(folder, 'page', 'link.txt'));
    writeFileSync(join(folder, 'page', 'index.html'), '<!doctype html><title>page</title>');
    writeFileSync(join(folder, 'page', 'assets', 'index-4f2a91bc.js'), 'export {};');
    writeFileSync(
      join(folder, 'page', 'page-manifest.json'),
      JSON.stringify({ files: ['index.html', 'assets/index-4f2a91bc.js'] }),
    );
    const collector = await startCollector({ pageFolder: join(folder, 'page') });
    const script = await call(collector, 'GET', '/assets/index-4f2a91bc.js');
    expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
    expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    const again = await call(collector, 'GET', '/assets/index-4f2a91bc.js', {
      headers: { 'if-none-match': script.headers.get('etag') ?? '' },
    });
    expect(again.status).toBe(304);
    for (const path of ['/', '/index.html', '/runs', '/runs/some-run', '/sessions?agent=x']) {
      const page = await call(collector, 'GET', path);
      expect(page.text).toContain('<title>page</title>');
      expect(page.headers.get('cache-control')).toBe('no-store');
    }
    const { host } = new URL(collector.url);
    const ups = [
      '..',
      '%2e%2e',
      '..%2f',
      '%2e%2e%2f',
      '..%5c',
      '..\\',
      '%252e%252e',
      '..;',
      '....//',
      '%c0%ae%c0%ae',
    ];
    const names = [
      'secret.txt',
      'unlisted.txt',
      'link.txt',
      'page-manifest.json',
      'con',
      'secret.txt%00.js',
      'secret.txt.',
      'assets/',
      'etc/passwd',
      'package.json',
    ];
    for (const up of ['', ...ups]) {
      for (const name of names) {
        for (const start of ['/', '/assets/', '//', '/./']) {
          const { text } = await rawRequest(
            collector.url,
            `GET ${start}${up === '' ? '' : `${up}/`}${name} HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`,
          );
          const path = `${start}${up}/${name}`;
          expect({
            path,
            leaks: /secret|root:|"files"/.test(text.split('\r\n\r\n').slice(1).join('')),
          }).toEqual({ path, leaks: false });
        }
      }
    }
  });
});

describe('headers of answers (X-02)', () => {
  it('of the page and of data are these', async () => {
    const collector = await startCollector();
    const named = async (path: string): Promise<Record<string, string>> => {
      const { headers } = await call(collector, 'GET', path);
      const ignored = new Set(['date', 'connection', 'keep-alive', 'content-length', 'etag']);
      return Object.fromEntries([...headers].filter(([name]) => !ignored.has(name)));
    };
    expect(await named('/')).toMatchInlineSnapshot(`
      {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; script-src 'self'; style-src 'self'; font-src 'self'; img-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; trusted-types 'none'",
        "content-type": "text/html; charset=utf-8",
        "cross-origin-opener-policy": "same-origin",
        "cross-origin-resource-policy": "same-origin",
        "permissions-policy": "camera=(), geolocation=(), microphone=()",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      }
    `);
    expect(await named('/v1/runs')).toMatchInlineSnapshot(`
      {
        "cache-control": "no-store",
        "content-security-policy": "default-src 'none'; frame-ancestors 'none'; sandbox",
        "content-type": "application/json",
        "cross-origin-resource-policy": "same-origin",
        "referrer-policy": "no-referrer",
        "x-content-type-options": "nosniff",
        "x-frame-options": "DENY",
      }
    `);
    expect(await named('/v1/runs/nope')).toEqual(await named('/v1/runs'));
  });
});

describe('secrets (A-11)', () => {
  it('are in no answer and no log', async () => {
    const logged: unknown[] = [];
    const store = memoryStore();
    const failing = { ...store, listRuns: () => Promise.reject(new Error('broken inside')) };
    const collector = await createCollector({
      port: 0,
      store: failing,
      onError: (error) => logged.push(error),
    });
    const { token } = await collector.keys.create({ name: 'x', scopes: ['read'] });
    const headers = { authorization: `Bearer ${token}` };
    const outputs: string[] = [];
    for (const [path, own] of [
      ['/v1/runs', headers],
      ['/v1/runs', { authorization: `Bearer ${token}x` }],
      [`/v1/runs?token=${token}`, headers],
      [`/v1/${token}`, headers],
    ] as const) {
      const answer = await call(collector, 'GET', path, { headers: own });
      outputs.push(answer.text, JSON.stringify([...answer.headers]));
    }
    await collector.close();
    expect(outputs[0]).toContain('"internal"');
    expect(outputs[0]).not.toContain('broken inside');
    expect(logged).toHaveLength(1);
    const secret = token.slice(-43);
    expect([...outputs, ...logged.map(String)].filter((output) => output.includes(secret))).toEqual(
      [],
    );
  });
});
