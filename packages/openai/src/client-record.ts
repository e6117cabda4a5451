import { activeScope, Operation, type Instrument } from '@heddle/core/integration';
import { callWorks, type CallWorks } from './call/call-works.ts';
import { clientSettings, type ClientSettings } from './call/client-settings.ts';
import type { WrapOpenAIOptions } from './options.ts';

/** One Heddle that listens to a client. */
export interface Listening {
  readonly instrument: Instrument;
  readonly options: WrapOpenAIOptions;
  readonly settings: ClientSettings;
  readonly works: CallWorks;
}

/**
 * What we know of a wrapped client: who listens. A call is recorded once, by the Heddle in whose
 * run it happens; outside any run, and in the run of a Heddle that does not listen, by the one that
 * wrapped the client last.
 */
export class ClientRecord {
  readonly #client: object;
  readonly #listening = new Map<Instrument, Listening>();
  #last: Listening | undefined;
  #open = false;

  constructor(client: object) {
    this.#client = client;
  }

  /** Wrapping twice is wrapping once: the first options stay. */
  attach(instrument: Instrument, options: WrapOpenAIOptions): void {
    this.#last = this.#listen(instrument, options);
  }

  /** From now on every Heddle listens in whose run the client is used. */
  listenToEveryRun(): void {
    this.#open = true;
  }

  /** A client that was made from this one is listened to by the same. */
  copyTo(derived: ClientRecord): void {
    for (const { instrument, options } of this.#listening.values()) {
      derived.attach(instrument, options);
    }
    if (this.#last !== undefined) derived.attach(this.#last.instrument, this.#last.options);
    derived.#open = this.#open;
  }

  /** Who records a call that is made now. */
  listener(): Listening | undefined {
    const last = this.#last;
    if (last === undefined || (this.#listening.size < 2 && !this.#open)) return last;
    const scope = activeScope(last.instrument);
    if (!(scope instanceof Operation)) return last;
    const { instrument } = scope;
    if (this.#open) return this.#listen(instrument, last.options);
    return this.#listening.get(instrument) ?? last;
  }

  #listen(instrument: Instrument, options: WrapOpenAIOptions): Listening {
    let listening = this.#listening.get(instrument);
    if (listening === undefined) {
      const settings = clientSettings(instrument, this.#client, options);
      listening = { instrument, options, settings, works: callWorks(instrument, settings) };
      this.#listening.set(instrument, listening);
    }
    return listening;
  }
}
