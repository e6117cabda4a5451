export type CsvValue = string | number | undefined;

/**
 * One line of CSV (RFC 4180). A spreadsheet would run text that begins like a formula, so such
 * text gets an apostrophe in front; numbers are left alone.
 *
 * @example csvLine(['=1+1', 3, 'a,b']) // `'=1+1,3,"a,b"\r\n`
 */
export function csvLine(values: readonly CsvValue[]): string {
  return `${values.map(csvField).join(',')}\r\n`;
}

function csvField(value: CsvValue): string {
  if (value === undefined) return '';
  if (typeof value === 'number') return String(value);
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
