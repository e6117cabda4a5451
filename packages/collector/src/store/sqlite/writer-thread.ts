import { parentPort, workerData } from 'node:worker_threads';
import { serveCalls } from '../../thread/calls.ts';
import type { ThreadData } from '../../thread/spawn.ts';
import { createWriterService, type WriterServiceOptions } from './writer-service.ts';

const { options } = workerData as ThreadData<WriterServiceOptions>;
serveCalls(parentPort, () => createWriterService(options));
