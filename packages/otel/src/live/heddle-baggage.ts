import type { Baggage, BaggageEntry } from '@opentelemetry/api';
import { injectScope, type Scope } from '@heddle/core/integration';
import { propagation } from '@opentelemetry/api';

/** Heddle's own entries, by the names that `heddle.inject` gives them. */
const OURS = /^heddle\./;

/**
 * The host's baggage with the run and the session added. The session's clock is read when the
 * baggage is written into a message, not when the scope was entered: an effect on the other side
 * must be numbered after its cause here.
 */
export class HeddleBaggage implements Baggage {
  readonly #scope: Scope;
  readonly #host: Baggage | undefined;

  constructor(scope: Scope, host: Baggage | undefined) {
    this.#scope = scope;
    this.#host = host instanceof HeddleBaggage ? host.#host : host;
  }

  getEntry(key: string): BaggageEntry | undefined {
    return OURS.test(key)
      ? this.#own().find(([name]) => name === key)?.[1]
      : this.#host?.getEntry(key);
  }

  getAllEntries(): [string, BaggageEntry][] {
    const theirs = this.#host?.getAllEntries().filter(([name]) => !OURS.test(name)) ?? [];
    return [...theirs, ...this.#own()];
  }

  setEntry(key: string, entry: BaggageEntry): Baggage {
    return new HeddleBaggage(this.#scope, this.#hostBaggage().setEntry(key, entry));
  }

  removeEntry(key: string): Baggage {
    return new HeddleBaggage(this.#scope, this.#hostBaggage().removeEntry(key));
  }

  removeEntries(...keys: string[]): Baggage {
    return new HeddleBaggage(this.#scope, this.#hostBaggage().removeEntries(...keys));
  }

  clear(): Baggage {
    return propagation.createBaggage();
  }

  #hostBaggage(): Baggage {
    return this.#host ?? propagation.createBaggage();
  }

  #own(): [string, BaggageEntry][] {
    const { baggage } = injectScope(this.#scope, {} as { baggage?: string });
    if (baggage === undefined) return [];
    return baggage.split(',').map((member) => {
      const at = member.indexOf('=');
      return [member.slice(0, at), { value: decodeURIComponent(member.slice(at + 1)) }];
    });
  }
}
