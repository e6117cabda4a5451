import { crc32 } from './crc32.ts';
import type { Lane } from './segment.ts';

/*
 * The layout, from the root on:
 *
 *   <destinations>/                      8 hex digits: who sends to the same places shares a folder
 *     <instance>/                        32 hex digits: one process or worker
 *       heartbeat                        touched every 10 s
 *       left                             it has ended in good order
 *       keep-00000001.ndjson             a segment
 *       keep-00000001.ndjson.<to>.done   what one destination has settled of it
 *       bulk-00000007-<instance>.ndjson  a segment taken over from another instance
 *     quarantine/
 *       <instance>-1.ndjson              what receivers refused
 */

export const heartbeatName = 'heartbeat';
/** Says that the instance will write no more. */
export const leftName = 'left';
export const quarantineName = 'quarantine';

const instance = /^(?:replay-)?[0-9a-f]{32}$/;
const segment = /^(keep|bulk)-\d{8,}(?:-(?:replay-)?[0-9a-f]{32})?\.ndjson$/;

function shortHash(text: string): string {
  return crc32(text).toString(16).padStart(8, '0');
}

/** The folder of everybody who sends to just these places: nobody else may send what is in it. */
export function folderOf(destinations: readonly string[]): string {
  return shortHash([...destinations].sort().join('\n'));
}

export function isDestinationsName(name: string): boolean {
  return /^[0-9a-f]{8}$/.test(name);
}

export function isInstanceName(name: string): boolean {
  return instance.test(name);
}

/** Puts back by hand what was quarantined: nobody is alive behind it. */
export function isReplayName(name: string): boolean {
  return isInstanceName(name) && name.startsWith('replay-');
}

export function segmentName(lane: Lane, number: number): string {
  return `${lane}-${String(number).padStart(8, '0')}.ndjson`;
}

/** Undefined for a file that is no segment. */
export function laneOf(name: string): Lane | undefined {
  return segment.exec(name)?.[1] as Lane | undefined;
}

/** The name a segment goes by in the folder of whoever takes it over. */
export function adoptedName(name: string, from: string): string {
  const alreadyAdopted = name.length > segmentName('keep', 1).length + 30;
  return alreadyAdopted ? name : name.replace(/\.ndjson$/, `-${from}.ndjson`);
}

export function doneName(segmentFile: string, destination: string): string {
  return `${segmentFile}.${shortHash(destination)}.done`;
}
