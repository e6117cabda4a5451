const around = 80;

/** A piece of the text with the first match in it, as one line. */
export function excerptAround(text: string, words: string): string {
  const found = text.toLowerCase().indexOf(JSON.stringify(words).slice(1, -1).toLowerCase());
  const middle = found === -1 ? 0 : found;
  const start = Math.max(0, middle - around);
  const end = Math.min(text.length, middle + words.length + around);
  return `${start > 0 ? '…' : ''}${text.slice(start, end)}${end < text.length ? '…' : ''}`;
}
