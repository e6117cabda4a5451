export { spool } from './spool.ts';
export type { Durability, SpoolOptions } from './spool-options.ts';
export {
  dropQuarantine,
  listQuarantine,
  replayQuarantine,
  type QuarantinedEvent,
  type QuarantineOptions,
} from './quarantine.ts';
export { nodeFs } from './node-fs.ts';
export type { FileFacts, SpoolFs } from './spool-fs.ts';
