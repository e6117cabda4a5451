import { parentPort, workerData } from 'node:worker_threads';
import { serveCalls } from '../../thread/calls.ts';
import type { ThreadData } from '../../thread/spawn.ts';
import { createReaderService, type ReaderServiceOptions } from './reader-service.ts';

const { options } = workerData as ThreadData<ReaderServiceOptions>;
serveCalls(parentPort, () => createReaderService(options));
