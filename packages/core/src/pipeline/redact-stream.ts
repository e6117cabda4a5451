import type { Redactor } from './redact.ts';

/** Cleans a text that arrives in pieces. */
export interface StreamRedactor {
  /** Takes a piece and gives back what is safe to show: usually some pieces behind. */
  push(piece: string): string;
  /** Gives back the rest. Nothing may be pushed afterwards. */
  end(): string;
}

/** Held back at least: prefixes of secrets and what names them are shorter. */
const OVERLAP = 256;
/** Held back at most: a text without a space is let go after that much. */
const LONGEST_HELD = 16 * 1024;

/**
 * Makes a redactor for one stream of text. A secret that is split over pieces is seen whole: the
 * last 256 characters are held back, and so is everything since the last space, and an open block
 * of a private key.
 *
 * @example
 * const stream = createStreamRedactor(createRedactor());
 * for await (const delta of deltas) show(stream.push(delta));
 * show(stream.end());
 */
export function createStreamRedactor({ redactText }: Pick<Redactor, 'redactText'>): StreamRedactor {
  let held = '';
  return {
    push(piece) {
      held += piece;
      const cut = safeCut(held);
      const ready = held.slice(0, cut);
      held = held.slice(cut);
      return redactText(ready);
    },
    end() {
      const rest = held;
      held = '';
      return redactText(rest);
    },
  };
}

/** The name of a secret must stay with it. */
const NAMING = /(?:[=:]|[Bb]earer|[Bb]asic)["']?\s{1,9}$/;

/** The largest length that leaves the overlap, ends at a space and takes no secret apart. */
function safeCut(text: string): number {
  let cut = text.length - OVERLAP;
  const forced = text.length > LONGEST_HELD ? cut : 0;
  while (cut > 0 && !(/\s/.test(text.charAt(cut - 1)) && !NAMING.test(text.slice(cut - 20, cut))))
    cut--;
  const block = text.lastIndexOf('-----BEGIN', cut);
  if (block >= 0 && !text.slice(block, cut).includes('-----END')) cut = block;
  return Math.max(0, cut, cut > 0 ? 0 : forced);
}
