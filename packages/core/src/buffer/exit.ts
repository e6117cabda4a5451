/** What is asked of a process, or of something that ends like one. */
export interface ExitHost {
  on(event: 'beforeExit' | 'exit', listener: () => void): unknown;
}

export interface ExitOptions {
  /** The process. */
  readonly host: ExitHost;
  /** How long a natural end may be put off to deliver what is left. Default 2,000; 0: not at all. */
  readonly flushMs?: number;
}

export interface Ending {
  flush(timeoutMs: number): Promise<unknown>;
  drain(): void;
}

interface Watched {
  readonly flushMs: number;
  flushed: boolean;
}

const defaultFlushMs = 2000;

/** One pair of listeners per process, however many deliveries there are: Node warns at eleven. */
const hosts = new WeakMap<ExitHost, Map<Ending, Watched>>();

/**
 * Delivers what is left when the process ends by itself (`beforeExit`, once, bounded) and hands
 * over synchronously when it ends in any way that runs `exit` listeners. Gives back the way to stop
 * watching.
 */
export function watchExit(
  ending: Ending,
  { host, flushMs = defaultFlushMs }: ExitOptions,
): () => void {
  const endings = hosts.get(host) ?? listen(host);
  endings.set(ending, { flushMs, flushed: false });
  return () => void endings.delete(ending);
}

function listen(host: ExitHost): Map<Ending, Watched> {
  const endings = new Map<Ending, Watched>();
  hosts.set(host, endings);
  host.on('beforeExit', () => {
    for (const [ending, state] of endings) {
      // Work that is done here makes Node ask again: each delivery answers once.
      if (state.flushed || state.flushMs === 0) continue;
      state.flushed = true;
      void ending.flush(state.flushMs);
    }
  });
  host.on('exit', () => {
    for (const ending of endings.keys()) ending.drain();
  });
  return endings;
}
