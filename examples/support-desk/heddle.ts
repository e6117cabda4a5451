import { console as timeline, createHeddle, file, memory, type FileTransport } from '@heddle/core';
import { policies } from './policies.ts';
import { supervisor } from './supervisor.ts';

/** What the checks at the end of `main.ts` look at. */
export const recorded = memory();

/** The file `.heddle/…` that outlives the program. */
export const written: FileTransport = file();

/** One Heddle for the whole desk: the terminal, the file and the checks see the same events. */
export const heddle = createHeddle({
  agent: { key: 'support-desk' },
  environment: 'production',
  transport: [timeline({ stream: process.stdout }), written, recorded],
  mode: 'enforce',
  guardFailureMode: 'fail_closed',
  policies,
  approvals: supervisor,
});

export const { withHandoff, withRun, withStep, withTool } = heddle;
