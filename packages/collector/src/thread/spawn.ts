import { Worker } from 'node:worker_threads';

/**
 * Starts a worker thread from a module beside `from` (an `import.meta.url`), named without its
 * extension: the same line works on the TypeScript sources and on what is published.
 *
 * @example startThread('writer-thread', import.meta.url, { path })
 */
export function startThread(module: string, from: string, options: object): Worker {
  const fromSource = from.endsWith('.ts');
  const entry = new URL(`./${module}.${fromSource ? 'ts' : 'js'}`, from);
  return new Worker(fromSource ? new URL('./from-source.mjs', import.meta.url) : entry, {
    workerData: { entry: entry.href, options },
    // Not the host's: a test runner's loader or an inspector port have no business here.
    execArgv: [],
    name: `heddle ${module}`,
  });
}

/** The options that `startThread` was given, inside the thread. */
export interface ThreadData<Options> {
  readonly entry: string;
  readonly options: Options;
}
