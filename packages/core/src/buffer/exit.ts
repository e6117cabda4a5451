/** What is asked of a process, or of something that ends like one. */
export interface ExitHost {
  readonly pid: number;
  on(event: string, listener: () => void): unknown;
  prependListener(event: string, listener: () => void): unknown;
  off(event: string, listener: () => void): unknown;
  listenerCount(event: string): number;
  kill(pid: number, signal: string): unknown;
}

export interface ExitOptions {
  /** The process. */
  readonly host: ExitHost;
  /** How long a natural end may be put off to deliver what is left. Default 2,000; 0: not at all. */
  readonly flushMs?: number;
  /**
   * Whether SIGTERM, SIGINT and SIGHUP are noticed, to write down synchronously what is in memory.
   * Whatever the host or the system does then happens as if we were not there. Default true.
   */
  readonly signals?: boolean;
}

export interface Ending {
  flush(timeoutMs: number): Promise<unknown>;
  /** `last`: nothing asynchronous will happen any more. */
  drain(last: boolean): void;
}

interface Watched {
  readonly flushMs: number;
  readonly signals: boolean;
  flushed: boolean;
}

class Endings extends Map<Ending, Watched> {
  listensToSignals = false;
}

const defaultFlushMs = 2000;
const signals = ['SIGTERM', 'SIGINT', 'SIGHUP'] as const;

/** One listener of each kind per process, however many deliveries there are: Node warns at eleven. */
const hosts = new WeakMap<ExitHost, Endings>();

/**
 * Delivers what is left when the process ends by itself (`beforeExit`, once, bounded), hands over
 * synchronously when it ends in any way that runs `exit` listeners, and before a signal ends it.
 * Gives back the way to stop watching.
 */
export function watchExit(ending: Ending, options: ExitOptions): () => void {
  const { host, flushMs = defaultFlushMs } = options;
  let endings = hosts.get(host);
  if (!endings) {
    endings = new Endings();
    hosts.set(host, endings);
    listen(host, endings);
  }
  const watched = { flushMs, signals: options.signals !== false, flushed: false };
  endings.set(ending, watched);
  if (watched.signals && !endings.listensToSignals) {
    endings.listensToSignals = true;
    for (const signal of signals) listenTo(signal, host, endings);
  }
  return () => void endings.delete(ending);
}

function listen(host: ExitHost, endings: Endings): void {
  host.on('beforeExit', () => {
    for (const [ending, state] of endings) {
      // Work that is done here makes Node ask again: each delivery answers once.
      if (state.flushed || state.flushMs === 0) continue;
      state.flushed = true;
      void ending.flush(state.flushMs);
    }
  });
  host.on('exit', () => {
    for (const ending of endings.keys()) ending.drain(true);
  });
}

/**
 * Merely listening to a signal changes what it does, and host code counts its listeners to decide
 * whether to end the process. So we step aside before anybody else hears of it: without other
 * listeners the signal is raised again and ends the process by itself; with some, they decide.
 */
function listenTo(signal: string, host: ExitHost, endings: Endings): void {
  function onSignal(): void {
    host.off(signal, onSignal);
    for (const [ending, state] of endings) if (state.signals) ending.drain(false);
    if (host.listenerCount(signal) === 0) host.kill(host.pid, signal);
    // The host lives on, or decides later: be there for the next one.
    else setImmediate(() => host.prependListener(signal, onSignal)).unref();
  }
  host.prependListener(signal, onSignal);
}
