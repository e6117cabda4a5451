import { injectScope, type Scope } from '@heddle/core/integration';
import { field, isObject } from './json-rpc.ts';

/** The keys under which `_meta` carries W3C Trace Context and Baggage (SEP-414). */
const CARRIED = ['traceparent', 'tracestate', 'baggage'] as const;

/**
 * The message with the scope in its `params._meta`. A copy: the message is the sender's, and may be
 * sent again. A trace that the host put there itself stays; Heddle's ids join its baggage.
 */
export function withContext(message: object, scope: Scope | undefined): object {
  if (scope === undefined) return message;
  const params = field(message, 'params');
  const meta = field(params, '_meta');
  const given = isObject(meta) ? meta : {};
  const carried: Record<string, unknown> = injectScope(scope, { ...given });
  if (Object.keys(carried).length === 0) return message;
  if (given['traceparent'] !== undefined) {
    carried['traceparent'] = given['traceparent'];
    if (given['tracestate'] === undefined) delete carried['tracestate'];
    else carried['tracestate'] = given['tracestate'];
  }
  return { ...message, params: { ...(isObject(params) ? params : {}), _meta: carried } };
}

/** What a message says about where it comes from; undefined when it says nothing. */
export function contextIn(params: unknown): Record<string, unknown> | undefined {
  const meta = field(params, '_meta');
  if (!isObject(meta)) return undefined;
  const carrier: Record<string, unknown> = {};
  for (const key of CARRIED) if (typeof meta[key] === 'string') carrier[key] = meta[key];
  return Object.keys(carrier).length > 0 ? carrier : undefined;
}
