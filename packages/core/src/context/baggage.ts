/** Most that W3C Baggage lets a sender rely on: 8,192 bytes and 180 entries (section 3.3.2). */
const MOST_BYTES = 8192;

/** Adds entries to a W3C baggage header; entries of the same name are replaced, others kept. */
export function setBaggage(header: string | undefined, entries: Record<string, string>): string {
  const kept = splitBaggage(header).filter((member) => !(nameOf(member) in entries));
  const own = Object.entries(entries).map(
    ([name, value]) => `${name}=${encodeURIComponent(value)}`,
  );
  const merged = [...own, ...kept].join(',');
  // What others put there is theirs, but a header that nobody may send helps no one.
  return Buffer.byteLength(merged) <= MOST_BYTES ? merged : own.join(',');
}

export function getBaggage(header: string | undefined, name: string): string | undefined {
  for (const member of splitBaggage(header)) {
    if (nameOf(member) !== name) continue;
    const [pair = ''] = member.split(';');
    try {
      return decodeURIComponent(pair.slice(pair.indexOf('=') + 1).trim());
    } catch {
      return undefined;
    }
  }
  return undefined;
}

function splitBaggage(header: string | undefined): string[] {
  return (header ?? '')
    .split(',')
    .map((member) => member.trim())
    .filter((member) => member.includes('='));
}

function nameOf(member: string): string {
  return member.slice(0, member.indexOf('=')).trim();
}
