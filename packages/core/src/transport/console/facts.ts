import type { AnyEvent } from '@heddle/events';
import { plain } from './terminal.ts';

/** Where an event keeps the name of what it is about; the first that is there. */
const subjects: readonly (readonly string[])[] = [
  ['tool', 'name'],
  ['model', 'name'],
  ['mcp', 'tool'],
  ['mcp', 'method'],
  ['handoff', 'targetAgentKey'],
  ['run', 'name'],
  ['session', 'name'],
  ['step', 'name'],
  ['step', 'key'],
  ['stepName'],
  ['stepKey'],
  ['action', 'name'],
  ['action', 'type'],
  ['outcomeType'],
  ['resource', 'type'],
];

/** Reads a path of an event, whatever its type; undefined where it leads nowhere. */
export function read(event: AnyEvent, ...path: readonly string[]): unknown {
  let value: unknown = event;
  for (const key of path) {
    if (typeof value !== 'object' || value === null) return undefined;
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}

export function word(event: AnyEvent, ...path: readonly string[]): string | undefined {
  const value = read(event, ...path);
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function subjectOf(event: AnyEvent): string {
  for (const path of subjects) {
    const name = word(event, ...path);
    if (name !== undefined) return plain(name, 80);
  }
  return '';
}

/** The figures and words worth a glance, in the order of interest. */
export function detailsOf(event: AnyEvent): string[] {
  const details = [
    word(event, 'decision', 'effectiveDecision'),
    word(event, 'approval', 'status'),
    outcome(event),
    duration(read(event, 'durationMs')),
    tokens(event),
    cost(read(event, 'costUsd') ?? read(event, 'totals', 'costUsd')),
    word(event, 'decision', 'reason') ?? word(event, 'approval', 'reason'),
    error(event),
    amount(event),
  ];
  return details.filter((detail) => detail !== undefined).map((detail) => plain(detail, 160));
}

function outcome(event: AnyEvent): string | undefined {
  const value = word(event, 'outcome');
  return value === 'completed' ? undefined : value;
}

export function duration(ms: unknown): string | undefined {
  if (typeof ms !== 'number' || !Number.isFinite(ms)) return undefined;
  if (ms < 1000) return `${ms < 10 ? ms.toFixed(1) : Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

function tokens(event: AnyEvent): string | undefined {
  const part = read(event, 'usage') === undefined ? 'totals' : 'usage';
  const input = Number(read(event, part, 'inputTokens') ?? 0);
  const output = Number(read(event, part, 'outputTokens') ?? 0);
  if (!(input + output > 0)) return undefined;
  return `${input.toLocaleString('en')}→${output.toLocaleString('en')} tok`;
}

function cost(usd: unknown): string | undefined {
  if (typeof usd !== 'number' || !Number.isFinite(usd) || usd === 0) return undefined;
  return `$${usd < 0.01 ? usd.toPrecision(2) : usd.toFixed(usd < 1 ? 4 : 2)}`;
}

function error(event: AnyEvent): string | undefined {
  const name = word(event, 'error', 'name');
  return name && `${name}: ${word(event, 'error', 'message') ?? ''}`;
}

function amount(event: AnyEvent): string | undefined {
  const value = read(event, 'value');
  if (typeof value !== 'number') return undefined;
  return [value, word(event, 'currency')].filter((part) => part !== undefined).join(' ');
}
