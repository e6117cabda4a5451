import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createStreamRedactor } from '../../src/pipeline/redact-stream.ts';
import { createRedactor } from '../../src/pipeline/redact.ts';

const redactor = createRedactor({ environment: false });
const secret = ['gh', 'p_', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0eF3hJ6'].join('');

function through(pieces: readonly string[]): string {
  const stream = createStreamRedactor(redactor);
  return pieces.map((piece) => stream.push(piece)).join('') + stream.end();
}

describe('a stream redactor', () => {
  it('loses no text, however it is cut', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme', maxLength: 400 }), { maxLength: 30 }),
        (pieces) => {
          const text = pieces.join('').replaceAll(/[^\p{L}\s]/gu, '');
          const half = Math.floor(text.length / 2);
          expect(through([text.slice(0, half), text.slice(half)])).toBe(text);
          expect(through(text.split(''))).toBe(text);
        },
      ),
      { numRuns: 100 },
    );
  });

  it('sees a secret that comes letter by letter', () => {
    const text = `${'before it '.repeat(50)}${secret}${' after it'.repeat(50)}`;
    expect(through(text.split(''))).toBe(redactor.redactText(text));
  });

  it('keeps a name with its value, however far apart they arrive', () => {
    const token = 'Zx81qW-7eR_tY9u'.repeat(4);
    for (let shift = 0; shift < 60; shift++) {
      const text = `${'w '.repeat(200)}Authorization: Bearer ${token} ${'w'.repeat(shift)} ${'w '.repeat(150)}`;
      expect(through(text.match(/.{1,7}/g) ?? [])).not.toContain(token);
    }
  });

  it('holds an open key block back until it is closed', () => {
    const lines = Array.from(
      { length: 20 },
      (_, n) => `aB3/${'x9Y+'.repeat(14)}${String(n).padStart(4, '0')}`,
    );
    const block = [
      `-----BEGIN PRIV${''}ATE KEY-----`,
      ...lines,
      `-----END PRIV${''}ATE KEY-----`,
    ].join('\n');
    const shown = through(`here: ${block}\n${'done '.repeat(100)}`.match(/[^]{1,50}/g) ?? []);
    for (const line of lines) expect(shown).not.toContain(line);
    expect(shown).toContain('done done');
  });

  it('lets a text without spaces go after a while', () => {
    const stream = createStreamRedactor(redactor);
    const shown = stream.push('x'.repeat(40_000));
    expect(shown.length).toBeGreaterThan(30_000);
    expect(shown + stream.end()).toBe('x'.repeat(40_000));
    const faces = '\u{1f600}'.repeat(20_001);
    expect(through([`x${faces}`, faces])).toBe(`x${faces}${faces}`);
  });
});
