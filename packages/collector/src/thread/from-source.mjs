// Begins a worker thread whose code is still TypeScript: in this repository, never in a package.
import { workerData } from 'node:worker_threads';

if (!process.features.typescript) (await import('tsx/esm/api')).register();
await import(workerData.entry);
