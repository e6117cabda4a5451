/** Colours that mean something, and nothing where there is no colour. */
export type Paint = (style: Style, text: string) => string;

export type Style = 'dim' | 'bold' | 'red' | 'green' | 'yellow' | 'cyan';

const codes: Record<Style, readonly [number, number]> = {
  dim: [2, 22],
  bold: [1, 22],
  red: [31, 39],
  green: [32, 39],
  yellow: [33, 39],
  cyan: [36, 39],
};

export function painter(color: boolean): Paint {
  if (!color) return (_style, text) => text;
  return (style, text) => `\u001b[${codes[style][0]}m${text}\u001b[${codes[style][1]}m`;
}

/** Whether to colour, by the conventions of no-color.org and force-color.org. */
export function wantsColor(
  stream: { readonly isTTY?: boolean },
  env: Readonly<Record<string, string | undefined>>,
): boolean {
  if (env['NO_COLOR']) return false;
  if (env['FORCE_COLOR'] && env['FORCE_COLOR'] !== '0') return true;
  return stream.isTTY === true && env['TERM'] !== 'dumb';
}

// C0 and C1 controls drive terminals (colours, titles, the clipboard); the others reorder or break
// the line that a person reads. A payload may be anybody's.
// oxlint-disable-next-line no-control-regex
const unsafe = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** Text that does nothing but show itself, on one line. */
export function plain(text: string, longest: number): string {
  const shown = text.length > longest ? `${text.slice(0, longest)}…` : text;
  return shown.replace(unsafe, (character) => {
    const code = character.charCodeAt(0).toString(16).padStart(4, '0');
    return character === '\n' || character === '\t' ? ' ' : `\\u${code}`;
  });
}
