import { resolveView, type SpanOptions, type View } from '../spans/view.ts';
import type { Attributes } from '../spans/attributes.ts';

export type OtlpProtocol = 'http/json' | 'http/protobuf';

export interface OtlpOptions extends SpanOptions {
  /**
   * The backend's address; `/v1/traces` is added to one that does not end so.
   * `OTEL_EXPORTER_OTLP_TRACES_ENDPOINT`, `OTEL_EXPORTER_OTLP_ENDPOINT`, `http://localhost:4318`.
   */
  readonly url?: string | URL;
  /** Sent to this address only. `OTEL_EXPORTER_OTLP_HEADERS`. */
  readonly headers?: Readonly<Record<string, string>>;
  /** `OTEL_EXPORTER_OTLP_PROTOCOL`; `http/protobuf`, as OpenTelemetry's own default is. */
  readonly protocol?: OtlpProtocol;
  /** Default: gzip, except to this machine. */
  readonly compression?: 'gzip' | 'none';
  /** For one attempt. Default 10,000. */
  readonly timeoutMs?: number;
  /** `service.name`. `OTEL_SERVICE_NAME`; the agent's key when nobody says. */
  readonly serviceName?: string;
  /** More about where the spans come from. `OTEL_RESOURCE_ATTRIBUTES`. */
  readonly resource?: Readonly<Record<string, string>>;
  /** Used instead of `node:http`. A request under way then keeps the process alive. */
  readonly fetch?: typeof globalThis.fetch;
}

export interface ResolvedOtlpOptions {
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly protocol: OtlpProtocol;
  readonly gzip: boolean;
  readonly timeoutMs: number;
  readonly resource: Attributes;
  readonly view: View;
}

const PATH = '/v1/traces';

/** @throws {TypeError} with the sentence that fixes the option. */
export function resolveOtlpOptions(
  options: OtlpOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): ResolvedOtlpOptions {
  const { compression, timeoutMs = 10_000 } = options;
  const url = endpoint(options, env);
  const protocol = options.protocol ?? env['OTEL_EXPORTER_OTLP_PROTOCOL'] ?? 'http/protobuf';
  if (protocol !== 'http/json' && protocol !== 'http/protobuf') {
    throw new TypeError(`otlp() speaks http/json and http/protobuf, not ${protocol}.`);
  }
  const local = /^(localhost|127\.\d+\.\d+\.\d+|\[::1\])$/.test(url.hostname);
  const given = env['OTEL_EXPORTER_OTLP_TRACES_HEADERS'] ?? env['OTEL_EXPORTER_OTLP_HEADERS'];
  const serviceName = options.serviceName ?? env['OTEL_SERVICE_NAME'];
  return {
    url,
    protocol,
    timeoutMs,
    gzip: (compression ?? (local ? 'none' : 'gzip')) === 'gzip',
    headers: {
      ...pairs(given),
      'content-type': protocol === 'http/json' ? 'application/json' : 'application/x-protobuf',
      'accept-encoding': 'identity',
      'user-agent': 'heddle',
      ...lowerCase(options.headers),
    },
    resource: {
      'telemetry.sdk.name': 'heddle',
      'telemetry.sdk.language': 'nodejs',
      ...pairs(env['OTEL_RESOURCE_ATTRIBUTES']),
      ...options.resource,
      ...(serviceName !== undefined && { 'service.name': serviceName }),
    },
    view: resolveView(options, env),
  };
}

function endpoint({ url }: OtlpOptions, env: Readonly<Record<string, string | undefined>>): URL {
  const whole = url === undefined ? env['OTEL_EXPORTER_OTLP_TRACES_ENDPOINT'] : undefined;
  const address = whole ?? url ?? env['OTEL_EXPORTER_OTLP_ENDPOINT'] ?? 'http://localhost:4318';
  const parsed = URL.canParse(String(address)) ? new URL(address) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol)) {
    throw new TypeError(
      `otlp() needs an address like http://localhost:4318, not ${String(address)}.`,
    );
  }
  if (parsed.username !== '' || parsed.password !== '') {
    throw new TypeError('otlp() takes no password in the address; use headers.');
  }
  // The variable for traces alone is taken as it is, the general one is a base.
  if (whole === undefined && !parsed.pathname.endsWith(PATH)) {
    parsed.pathname = parsed.pathname.replace(/\/*$/, PATH);
  }
  return parsed;
}

/** `key=value,key=value`, percent-encoded as W3C baggage is. */
function pairs(list: string | undefined): Record<string, string> {
  const found: Record<string, string> = {};
  for (const member of (list ?? '').split(',')) {
    const at = member.indexOf('=');
    if (at < 1) continue;
    const value = member.slice(at + 1).trim();
    found[member.slice(0, at).trim().toLowerCase()] = decoded(value);
  }
  return found;
}

function decoded(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}

function lowerCase(headers: Readonly<Record<string, string>> = {}): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]),
  );
}
