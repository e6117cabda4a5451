import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Scope } from '../../src/api-types.ts';
import { createCollector, type Collector } from '../../src/collector.ts';
import type { CollectorOptions } from '../../src/options.ts';
import { openInlineStore } from './inline-store.ts';
import { temporaryFolder } from './temporary.ts';

/** A collector on a free port with a store of its own, which goes with the test. */
export async function startCollector(options: CollectorOptions = {}): Promise<Collector> {
  const store =
    options.store ?? (await openInlineStore({ path: join(temporaryFolder(), 'store.db') }));
  const collector = await createCollector({
    port: 0,
    onError: (error) => {
      throw error;
    },
    ...options,
    store,
  });
  onTestFinished(() => collector.close());
  return collector;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it is none. */
  readonly body: any; // oxlint-disable-line typescript/no-explicit-any -- tests look into it
}

/** One request to a collector. Objects are sent as JSON. */
export async function call(
  collector: Collector,
  method: string,
  path: string,
  options: { headers?: Record<string, string>; body?: unknown } = {},
): Promise<Answer> {
  const { body } = options;
  const isRaw = typeof body === 'string' || body instanceof Uint8Array;
  const response = await fetch(collector.url + path, {
    method,
    headers: {
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...options.headers,
    },
    ...(body === undefined ? {} : { body: isRaw ? (body as string) : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, headers: response.headers, text, body: tryParse(text) };
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return undefined;
  }
}

/** The headers of a new key. */
export async function keyFor(
  collector: Collector,
  scopes: readonly Scope[],
  project = 'default',
): Promise<{ authorization: string }> {
  const { token } = await collector.keys.create({ name: 'test', scopes, project });
  return { authorization: `Bearer ${token}` };
}
