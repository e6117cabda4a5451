import { SECRET_NAMES } from './redact-assignments.ts';

/**
 * One expression for all places in a text that are worth a closer look. It is anchored at what is
 * rare in text, and what is cheap to rule out is asked first.
 *
 * Its groups: the prefix that ends in `_`, in `-`, in `.`; the middle of a secret, after a dot; any
 * other prefix; the middle of a secret.
 */
export function createScreen(prefixes: readonly string[]): RegExp {
  const bare: string[] = [];
  const behind = new Map<string, string[]>([
    ['_', []],
    ['-', []],
    ['.', []],
  ]);
  // Longest first: `dp.scim.` before `scim.`.
  for (const prefix of [...prefixes].sort((one, other) => other.length - one.length)) {
    // An `x` is rarer than a dash.
    const group = prefix.startsWith('xox') ? undefined : behind.get(prefix.slice(-1));
    (group ?? bare).push(prefix);
  }
  const prefixBefore = (separator: string): string => {
    const group = behind.get(separator) ?? [];
    const last = [...new Set(group.map((prefix) => prefix.at(-2)))].join('');
    return `(?<=[${last}].)(?=[\\w+/-]{16})(?<=(${alternatives(group)}))`;
  };
  return new RegExp(
    [
      `_${prefixBefore('_')}`,
      `-(?:----BEGIN|${prefixBefore('-')})`,
      `\\.(?=[\\w+/-]{6}[\\w.-]{10})(?:${prefixBefore('.')}|eyJ|([\\w-]{6}\\.[\\w-]{27}|[a-f0-9]{64}))`,
      `(${alternatives(bare)})`,
      '(:AA[\\w-]{30}|Q~[\\w~.-]{31})',
      '://[^\\s/:@"\']{0,100}:[^\\s/@?#"\']{1,200}@',
      '[Bb](?:earer|asic)(?:\\s|%20)',
      `[=:](?<=(?:${SECRET_NAMES})[sS]?["'\`\\\\]{0,4}\\s?.)(?=\\s?["'\`\\\\]{0,4}[^\\s"'\`\\\\,;&]{4})`,
    ].join('|'),
    'g',
  );
}

function alternatives(texts: readonly string[]): string {
  return texts.map((text) => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&')).join('|');
}
