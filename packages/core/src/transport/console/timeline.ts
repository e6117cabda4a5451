import type { AnyEvent } from '@heddle/events';
import { detailsOf, subjectOf, word } from './facts.ts';
import { plain, type Paint, type Style } from './terminal.ts';

/** Spans whose place is remembered. An older one that speaks again starts at the margin. */
const mostSpans = 10_000;

const glyphs: Readonly<Record<string, readonly [string, Style]>> = {
  started: ['▸', 'cyan'],
  requested: ['▸', 'cyan'],
  called: ['▸', 'cyan'],
  completed: ['✓', 'green'],
  accepted: ['✓', 'green'],
  recorded: ['✓', 'green'],
  approved: ['✓', 'green'],
  allow: ['✓', 'green'],
  failed: ['✗', 'red'],
  error: ['✗', 'red'],
  rejected: ['✗', 'red'],
  blocked: ['⊘', 'yellow'],
  block: ['⊘', 'yellow'],
  warn: ['!', 'yellow'],
  dropped: ['!', 'yellow'],
  pending: ['?', 'yellow'],
  require_approval: ['?', 'yellow'],
};

/**
 * Writes events as lines a person can follow: time, sequence number, nesting, how it went, what it
 * was, what it took. Remembers where spans stand, so use one per stream of events.
 */
export function createTimeline(paint: Paint): (event: AnyEvent) => string {
  const depths = new Map<string, number>();

  function depthOf({ spanId, parentSpanId }: AnyEvent): number {
    const known = spanId === undefined ? undefined : depths.get(spanId);
    if (known !== undefined) return known;
    const parent = parentSpanId === undefined ? undefined : depths.get(parentSpanId);
    const depth = parent === undefined ? 0 : parent + 1;
    if (spanId !== undefined) {
      depths.set(spanId, depth);
      const oldest = depths.keys().next();
      if (depths.size > mostSpans && !oldest.done) depths.delete(oldest.value);
    }
    return depth;
  }

  return (event) => {
    const [glyph, style] = glyphOf(event);
    const indent = '  '.repeat(Math.min(20, depthOf(event)));
    const sequence = String(event.sequenceNumber ?? '').padStart(4);
    const label = plain(event.type.replace(/^agent\./, ''), 60);
    const subject = subjectOf(event);
    const details = detailsOf(event);
    const columns = [
      paint('dim', plain(event.timestamp.slice(11, 23), 12)),
      paint('dim', sequence),
      `${indent}${paint(style, glyph)} ${label}`,
    ];
    if (subject !== '') columns.push(paint('bold', subject));
    if (details.length > 0) columns.push(paint('dim', details.join('  ')));
    return `${columns.join(' ')}\n`;
  };
}

function glyphOf(event: AnyEvent): readonly [string, Style] {
  const told =
    word(event, 'decision', 'effectiveDecision') ??
    word(event, 'approval', 'status') ??
    word(event, 'outcome') ??
    event.type.slice(event.type.lastIndexOf('.') + 1);
  return glyphs[told] ?? ['·', 'dim'];
}
