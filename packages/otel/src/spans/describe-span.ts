import type { AnyEvent, Outcome } from '@heddle/events';
import {
  CUSTOM_EVENT,
  EVENTS,
  EXCEPTION,
  IS_ERROR,
  SPANS,
  type EventPart,
  type FactRule,
  type SpanKindName,
  type SpanRuleName,
} from '../semantic-conventions.ts';
import { attributesOf, type Attributes } from './attributes.ts';
import { readPath } from './read-path.ts';
import type { View } from './view.ts';

/** What an event tells of the span that it starts or ends. */
export interface SpanDescription {
  readonly rule: SpanRuleName;
  readonly name: string;
  readonly kind: SpanKindName;
  readonly attributes: Attributes;
}

/** Something that happened in the course of a span. */
export interface SpanFact {
  readonly name: string;
  readonly epochMs: number;
  readonly attributes: Attributes;
}

/** How the work ended, when that was an error. */
export interface SpanError {
  readonly type: string;
  readonly message?: string;
  /** The error itself; a tool's `isError` answer has none. */
  readonly exception?: Attributes;
}

/** The part that an event plays. Custom events are facts. */
export function partOf({ type }: AnyEvent): EventPart {
  const part = EVENTS[type];
  if (part !== undefined) return part;
  return { part: 'fact', fact: { name: type, attributes: CUSTOM_EVENT } };
}

/** The span of an event that starts or ends one. `atStart`: only what samplers go by. */
export function describeSpan(
  event: AnyEvent,
  span: SpanRuleName,
  view: View,
  atStart = false,
): SpanDescription {
  const rule = span === 'tool' && !('tool' in event) ? 'action' : span;
  const { attributes: rules, kind, name } = SPANS[rule];
  const attributes = attributesOf(event, rules, view, atStart);
  const isServer = readPath(event, 'mcp.role') === 'server';
  return { rule, name: fill(name, attributes), kind: isServer ? 'SERVER' : kind, attributes };
}

export function describeFact(
  event: AnyEvent,
  { attributes, name }: FactRule,
  view: View,
): SpanFact {
  return { name, epochMs: epochMs(event), attributes: attributesOf(event, attributes, view) };
}

/** JSON-RPC's codes for what a server did wrong itself; the others are the caller's mistakes. */
const SERVER_FAULT = (code: number): boolean =>
  code === -32603 || (code <= -32000 && code >= -32099);

/** What went wrong, of an ending. */
export function describeError(
  event: AnyEvent,
  kind: SpanKindName,
  view: View,
): SpanError | undefined {
  if (readPath(event, 'isError') === true) return { type: 'tool_error' };
  const outcome = readPath(event, 'outcome') as Outcome | undefined;
  const code = readPath(event, 'error.code');
  if (outcome === undefined || !IS_ERROR[outcome]) return undefined;
  if (kind === 'SERVER' && typeof code === 'number' && !SERVER_FAULT(code)) return undefined;
  const type = code ?? readPath(event, 'error.name');
  const message = readPath(event, 'error.message');
  return {
    type: typeof type === 'number' ? String(type) : typeof type === 'string' ? type : '_OTHER',
    ...(typeof message === 'string' && { message }),
    exception: attributesOf(event, EXCEPTION.attributes, view),
  };
}

export function epochMs({ timestamp }: AnyEvent): number {
  return Date.parse(timestamp);
}

/** When the work of an ending began. */
export function startOf(event: AnyEvent): number {
  return epochMs(event) - (event.durationMs ?? 0);
}

function fill(template: string, attributes: Attributes): string {
  return template
    .replaceAll(/\{([^}]+)\}/g, (_, names: string) => {
      const found = names.split('|').find((name) => attributes[name] !== undefined);
      return found === undefined ? '' : String(attributes[found]);
    })
    .trim();
}
