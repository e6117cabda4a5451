import { describe, expect, it } from 'vitest';
import type { Json } from '@heddle/events';
import { createStreamRedactor } from '../../src/pipeline/redact-stream.ts';
import { createRedactor } from '../../src/pipeline/redact.ts';
import { HARMLESS_NAMES, HARMLESS_TEXTS, HARMLESS_VALUES } from './harmless.ts';
import { seeded } from './random.ts';
import { FORMATS, PLACES, isLeft, secretSamples, type Sample } from './secrets-corpus.ts';

/** Repeat a run with `HEDDLE_SEED=<n>`. */
const seed = Number(process.env['HEDDLE_SEED'] ?? Date.now() % 1_000_000);
const { redact } = createRedactor({ environment: false });

const wire = (value: Json): string => JSON.stringify(redact(value));

function expectAtMost(part: number, missed: readonly Sample[], all: readonly Sample[]): void {
  if (missed.length <= part * all.length) return;
  const examples = missed
    .slice(0, 10)
    .map(({ format, place, text }) => `${format} in ${place}: ${text}`);
  expect.fail(`seed ${seed}: ${missed.length} of ${all.length} missed\n${examples.join('\n')}`);
}

describe('the secrets corpus', () => {
  it('knows at least 45 formats in at least 10 places', () => {
    expect(Object.keys(FORMATS).length).toBeGreaterThanOrEqual(45);
    expect(Object.keys(PLACES).length).toBeGreaterThanOrEqual(10);
  });

  it('loses at most 1 secret in 100 of 4,000 generated ones', () => {
    const samples = secretSamples(4000, seed);
    const missed = samples.filter(({ secret, text }) => isLeft(secret, wire({ text })));
    expectAtMost(0.01, missed, samples);
  });

  it('finds every format where it is the whole value, and as the key of an object', () => {
    const samples = secretSamples(1000, seed + 1).filter(({ place }) => place === 'quoted');
    for (const { format, secret, text } of samples) {
      const value = text.slice(text.indexOf('"') + 1, text.lastIndexOf('"'));
      for (const given of [value, { [value]: 1 }, [{ deep: [value] }]]) {
        if (isLeft(secret, wire(given))) expect.fail(`${format}: ${wire(given)}`);
      }
    }
  });

  it('loses at most 5 in 100 when the text is split in two anywhere', () => {
    const random = seeded(seed);
    const samples = secretSamples(2000, seed + 2);
    const missed = samples.filter(({ secret, text }) => {
      const stream = createStreamRedactor(createRedactor({ environment: false }));
      const at = text.indexOf(secret) + Math.floor(random() * secret.length);
      const padding = 'words before it, '.repeat(Math.floor(random() * 40));
      const shown = [padding + text.slice(0, at), `${text.slice(at)} ${padding}`].map((piece) =>
        stream.push(piece),
      );
      return isLeft(secret, shown.join('') + stream.end());
    });
    expectAtMost(0.05, missed, samples);
  });

  it('finds them in base64 when asked to decode', () => {
    const decoding = createRedactor({ environment: false, decodeBase64: true });
    const samples = secretSamples(500, seed + 3).filter(({ place }) => place === 'prose');
    const missed = samples.filter(({ text }) => {
      const encoded = Buffer.from(text).toString('base64');
      return isLeft(encoded, JSON.stringify(decoding.redact({ body: `see ${encoded} above` })));
    });
    expectAtMost(0.05, missed, samples);
  });

  it('cleans what is clean already without a change', () => {
    for (const { text } of secretSamples(1000, seed + 4)) {
      const once = redact({ text });
      expect(redact(once)).toEqual(once);
    }
  });
});

describe('harmless names and texts', () => {
  it('are many enough to mean something', () => {
    expect(new Set(HARMLESS_NAMES).size).toBeGreaterThanOrEqual(200);
    expect(HARMLESS_TEXTS.length).toBeGreaterThanOrEqual(80);
  });

  it.each(HARMLESS_NAMES)('%s keeps its value', (name) => {
    for (const value of HARMLESS_VALUES as Json[]) {
      const given = { [name]: value };
      expect(redact(given)).toBe(given);
    }
  });

  it.each(HARMLESS_TEXTS)('%s', (text) => {
    expect(redact(text)).toBe(text);
    expect(redact({ content: [{ text }] })).toEqual({ content: [{ text }] });
  });
});
