import type { Writable } from 'node:stream';
import { drained } from './drained.ts';
import { Lines } from './lines.ts';
import type { Downstream } from './upstream.ts';

/**
 * The way to the host. What the server says is passed on as it comes, and looked at afterwards; what
 * the proxy itself has to say waits for the end of a line.
 */
export class HostSide implements Downstream {
  readonly #stdout: Writable;
  readonly #look: (line: Uint8Array) => void;
  readonly #lines = new Lines();
  #own: object[] = [];

  constructor(stdout: Writable, look: (line: Uint8Array) => void) {
    this.#stdout = stdout;
    this.#look = look;
  }

  receive(chunk: Uint8Array): Promise<void> | undefined {
    const isReady = this.#stdout.write(chunk);
    for (const line of this.#lines.push(chunk)) this.#look(line);
    this.#sayOwn();
    return isReady ? undefined : drained(this.#stdout);
  }

  say(message: object): void {
    this.#own.push(message);
    this.#sayOwn();
  }

  #sayOwn(): void {
    if (!this.#lines.atBoundary) return;
    for (const message of this.#own) this.#stdout.write(`${JSON.stringify(message)}\n`);
    this.#own = [];
  }
}
