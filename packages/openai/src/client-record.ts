import { activeScope, Operation, type Instrument } from '@heddle/core/integration';
import { clientSettings, type ClientSettings } from './call/client-settings.ts';
import { callWorks, type CallWorks } from './call/call-works.ts';
import type { WrapOpenAIOptions } from './options.ts';

/** One Heddle that listens to a client. */
export interface Attachment {
  readonly instrument: Instrument;
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
  readonly #wrap: (client: object, instrument: Instrument, options: WrapOpenAIOptions) => void;
  readonly #attached: (Attachment & { readonly options: WrapOpenAIOptions })[] = [];

  constructor(
    client: object,
    wrap: (client: object, instrument: Instrument, options: WrapOpenAIOptions) => void,
  ) {
    this.#client = client;
    this.#wrap = wrap;
  }

  /** Wrapping twice is wrapping once: the first options stay. */
  attach(instrument: Instrument, options: WrapOpenAIOptions): void {
    if (this.#attached.some((one) => one.instrument === instrument)) return;
    const settings = clientSettings(instrument, this.#client, options);
    this.#attached.push({ instrument, options, settings, works: callWorks(instrument, settings) });
  }

  /** A client that was made from this one is listened to by the same. */
  wrapAlso(derived: object): void {
    for (const { instrument, options } of this.#attached) this.#wrap(derived, instrument, options);
  }

  /** Who records a call that is made now. */
  listening(): Attachment | undefined {
    const last = this.#attached.at(-1);
    if (this.#attached.length < 2 || last === undefined) return last;
    const scope = activeScope(last.instrument);
    const running = scope instanceof Operation ? scope.instrument : undefined;
    return this.#attached.find((one) => one.instrument === running) ?? last;
  }
}
