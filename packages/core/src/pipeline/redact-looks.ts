/** Words as people and enumerations write them, and nothing a generator would. */
const NATURAL =
  /^(?:[A-Za-z]?[a-z]*(?:[-_ ./][A-Za-z]?[a-z]+){0,8}|[A-Z]+(?:[-_ ][A-Z]+){0,8})[.!?]?$/;

/** Whether a value under a name that is not `strict`, or in plain text, looks like a secret. */
export function looksSecret(value: string): boolean {
  return value.length >= 8 && !(value.length < 60 && NATURAL.test(value));
}

/** Generated text has digits or scattered capitals, and more than a few different characters. */
export function looksGenerated(text: string): boolean {
  let different = '';
  for (let index = 0; index < text.length && different.length < 6; index++) {
    const character = text.charAt(index);
    if (!different.includes(character)) different += character;
  }
  return different.length === 6 && /\d|^[A-Z]+$|[A-Z].*[a-z].*[A-Z]/.test(text);
}
