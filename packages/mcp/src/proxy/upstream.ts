import type { ProxyExit } from './proxy-options.ts';

/** The server that a proxy stands before, whichever way it is reached. */
export interface Upstream {
  readonly transportKind: 'stdio' | 'http';
  /**
   * Sends one message, byte for byte: `line` ends as it came. False when the server is slow to
   * read: `drained` settles when it is not any more.
   */
  send(line: Uint8Array, message: unknown): boolean;
  drained(): Promise<void>;
  /** The host has nothing more to say. */
  end(): void;
  /** Passes a signal on. */
  kill(signal: NodeJS.Signals): void;
  /** Settles when the server is gone and everything it said has been passed on. */
  readonly closed: Promise<ProxyExit>;
}

/** Takes what the server says, in the pieces it arrives in. */
export interface Downstream {
  /** Settles when the host is ready for more; undefined when it is already. */
  receive(chunk: Uint8Array): Promise<void> | undefined;
  /** A message that the server did not send, on a line of its own. */
  say(message: object): void;
}
