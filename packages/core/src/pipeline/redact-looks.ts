/** Words as people and enumerations write them, and nothing a generator would. */
const NATURAL =
  /^(?:[A-Za-z]?[a-z]*(?:[-_ ./][A-Za-z]?[a-z]+){0,8}|[A-Z]+(?:[-_ ][A-Z]+){0,8})[.!?]?$/;

/** Whether a value under a name that is not `strict`, or in plain text, looks like a secret. */
export function looksSecret(value: string): boolean {
  return value.length >= 8 && !(value.length < 60 && NATURAL.test(value));
}

/** Generated text has digits or scattered capitals, and more than a few different characters. */
export function looksGenerated(text: string): boolean {
  const head = text.slice(0, 64);
  return (/\d/.test(head) || /[A-Z].*[a-z].*[A-Z]/.test(head)) && new Set(head).size >= 6;
}
