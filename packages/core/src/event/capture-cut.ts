/** No secret of a known format is longer than this without a space, a quote or a bracket in it. */
const LONGEST_TOKEN = 4096;

const DELIMITERS = ' \t\r\n"\'`<>()[]{},;\\';

/**
 * The head of a string that is too long, and a marker with its original length. What stands right
 * at the edge is dropped back to the last delimiter: half a secret has no format that redaction
 * could know it by.
 */
export function cutString(text: string, length: number): string {
  let end = length;
  const lowest = Math.max(0, length - LONGEST_TOKEN);
  while (end > lowest && !DELIMITERS.includes(text.charAt(end - 1))) end--;
  return `${detached(text.slice(0, wholeCharacters(text, end)))}[truncated: ${text.length} characters]`;
}

/** The largest length, at most `length`, that does not split a surrogate pair of `text`. */
export function wholeCharacters(text: string, length: number): number {
  const last = length > 0 && length < text.length ? text.charCodeAt(length - 1) : 0;
  return last >= 0xd800 && last <= 0xdbff ? length - 1 : length;
}

/** A slice keeps the string it was cut from alive; a copy does not. */
function detached(text: string): string {
  return Buffer.from(text).toString();
}
