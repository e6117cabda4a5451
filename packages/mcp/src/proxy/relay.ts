import { GuardBlockedError, type Heddle } from '@heddle/core';
import { extractScope } from '@heddle/core/integration';
import type { Connection } from '../exchange/connection.ts';
import { field, readMessage, type RequestId } from '../wire/json-rpc.ts';
import { contextIn } from '../wire/meta.ts';
import { refusalResponse } from '../wire/refusal.ts';

export interface RelayOptions {
  readonly heddle: Heddle;
  readonly connection: Connection;
  /** Passes a message on to the server. */
  forward(line: Uint8Array, message: unknown): void;
  /** Answers the host in the server's place. */
  answer(message: object): void;
}

/**
 * Decides about every message of the host whether it goes on, and tells Heddle of all of them both
 * ways. Whatever it does not understand goes on as it is.
 */
export class Relay {
  readonly #options: RelayOptions;
  /** Requests that the gate has not let through yet; false: the host gave them up meanwhile. */
  readonly #held = new Map<RequestId, boolean>();

  constructor(options: RelayOptions) {
    this.#options = options;
  }

  fromHost(line: Uint8Array): void {
    const message = parse(line);
    if (Array.isArray(message)) this.#batch(line, message);
    else if (message === undefined) this.#options.forward(line, undefined);
    else this.#pass(message, () => this.#options.forward(line, message));
  }

  fromServer(line: Uint8Array): void {
    const message = parse(line);
    for (const each of Array.isArray(message) ? message : [message]) {
      this.#guard(() => this.#options.connection.inbound(each, () => undefined));
    }
  }

  /** A batch goes on as it is, unless part of it must wait or may not go on at all. */
  #batch(line: Uint8Array, messages: readonly unknown[]): void {
    const passed = new Set<unknown>();
    let isOver = false;
    for (const message of messages) {
      this.#pass(message, () => {
        if (isOver) this.#options.forward(lineOf(message), message);
        else passed.add(message);
      });
    }
    isOver = true;
    if (passed.size === messages.length) this.#options.forward(line, messages);
    else if (passed.size > 0) this.#options.forward(lineOf([...passed]), [...passed]);
  }

  #pass(message: unknown, send: () => void): void {
    const read = readMessage(message);
    if (read?.kind === 'notification' && this.#givesUpHeld(read)) return;
    let isSent = false;
    const sendOnce = (): void => {
      isSent = true;
      if (read?.kind === 'request') this.#held.delete(read.id);
      send();
    };
    const result = this.#guard(() =>
      this.#inContextOf(read?.kind === 'request' ? read.params : undefined, () =>
        this.#options.connection.outbound(message, sendOnce),
      ),
    );
    if (isSent) return;
    if (read?.kind !== 'request' || !(result instanceof Promise)) return send();
    const { id } = read;
    this.#held.set(id, true);
    result.then(
      () => this.#held.delete(id),
      (error: unknown) => {
        const isWanted = this.#held.get(id) === true;
        this.#held.delete(id);
        if (isSent || !isWanted || !GuardBlockedError.isInstance(error)) return;
        this.#options.answer(refusalResponse(id, error));
      },
    );
  }

  /** The server never saw a request that is held, and need not hear that it is given up. */
  #givesUpHeld(message: { readonly method: string; readonly params?: unknown }): boolean {
    if (message.method !== 'notifications/cancelled') return false;
    const id = field(message.params, 'requestId') as RequestId;
    if (!this.#held.has(id)) return false;
    this.#held.set(id, false);
    this.#guard(() => this.#options.connection.outbound(message, () => undefined));
    return true;
  }

  /** A host that is instrumented itself says in whose name it calls. */
  #inContextOf<Result>(params: unknown, fn: () => Result): Result {
    const carrier = contextIn(params);
    const scope = carrier && extractScope(carrier);
    const { context } = this.#options.heddle.instrument;
    return scope === undefined ? fn() : context.with(scope, fn, undefined, []);
  }

  #guard<Result>(fn: () => Result): Result | undefined {
    return this.#options.heddle.instrument.guard(fn);
  }
}

function parse(line: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(line.buffer, line.byteOffset, line.byteLength).toString('utf8'));
  } catch {
    return undefined;
  }
}

function lineOf(message: unknown): Uint8Array {
  return Buffer.from(`${JSON.stringify(message)}\n`);
}
