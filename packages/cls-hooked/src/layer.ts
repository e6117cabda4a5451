import type { Scope } from '@heddle/core';

/**
 * What code that reads the namespace finds: `namespace.get('heddle.runId')`. Each is undefined
 * where there is none.
 */
export const CLS_KEYS: readonly string[] = [
  'heddle.runId',
  'heddle.sessionId',
  'heddle.traceId',
  'heddle.spanId',
  'heddle.agentKey',
];

const SCOPE: unique symbol = Symbol.for('heddle.cls.scope.v1') as never;

interface Layer {
  readonly scope: Scope | undefined;
  /** The host's own context. It may be none. */
  readonly base: object | undefined;
}

const layers = new WeakMap<object, Layer>();

/**
 * A context for the namespace that is the host's own with our entries added. Nothing but those is
 * kept here: what the host sets inside wrapped work, it finds outside, as if nothing were wrapped.
 */
export function layerOver(context: object | null | undefined, scope: Scope | undefined): object {
  const base = context === null || context === undefined ? undefined : baseOf(context);
  // Without a context of the host's, what is set lives as long as ours.
  const target = base ?? (Object.create(null) as object);
  const layer: Layer = { scope, base };
  const context_ = new Proxy(target, handlerFor(layer));
  layers.set(context_, layer);
  return context_;
}

/** The scope of a context, or of one that the host derived from it. */
export function scopeIn(context: object | null | undefined): Scope | undefined {
  return (context as { readonly [SCOPE]?: Scope } | null | undefined)?.[SCOPE];
}

/** The host's context under ours: layers never pile up. */
function baseOf(context: object): object | undefined {
  const layer = layers.get(context);
  return layer === undefined ? context : layer.base;
}

function handlerFor({ scope }: Layer): ProxyHandler<object> {
  return {
    get(target, key) {
      if (key === SCOPE) return scope;
      return isOurs(key) ? fact(scope, key) : (Reflect.get(target, key) as unknown);
    },
    // `namespace.set` in a context that the host derived from this one must stay in that one.
    set(target, key, value, receiver) {
      if (layers.has(receiver as object)) return Reflect.set(target, key, value);
      return Reflect.defineProperty(receiver as object, key, {
        value,
        writable: true,
        enumerable: true,
        configurable: true,
      });
    },
    has: (target, key) => key === SCOPE || isOurs(key) || Reflect.has(target, key),
  };
}

function isOurs(key: string | symbol): key is string {
  return typeof key === 'string' && key.startsWith('heddle.') && CLS_KEYS.includes(key);
}

function fact(scope: Scope | undefined, key: string): string | undefined {
  switch (key) {
    case 'heddle.runId':
      return scope?.run?.id;
    case 'heddle.sessionId':
      return scope?.session?.id;
    case 'heddle.traceId':
      return scope?.run?.traceId ?? scope?.remote?.traceId;
    case 'heddle.spanId':
      return scope?.spanId;
    default:
      return scope?.run?.agentKey;
  }
}
