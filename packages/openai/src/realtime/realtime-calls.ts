import type { Scope } from '@heddle/core/integration';
import { fields, string, type Fields } from '../apis/read.ts';
import { realtime } from '../apis/realtime.ts';
import type { CallWorks } from '../call/call-works.ts';
import type { ClientSettings } from '../call/client-settings.ts';
import { ModelCall } from '../call/model-call.ts';
import { openOperation } from '../call/open-operation.ts';

/** What was said since the last answer; a session that never asks keeps the latest only. */
const MOST_ITEMS = 100;

/** The model calls of one realtime session, read from the events it receives. */
export class RealtimeCalls {
  model: string | undefined;
  readonly #works: CallWorks;
  readonly #settings: ClientSettings;
  readonly #open = new Map<string, ModelCall>();
  #items: unknown[] = [];

  constructor(works: CallWorks, settings: ClientSettings) {
    this.#works = works;
    this.#settings = settings;
  }

  /** One event of the server; `asker` is the scope that last spoke to it. */
  event(event: unknown, asker: Scope | undefined): void {
    const given = fields(event);
    const type = string(given['type']) ?? '';
    switch (type) {
      case 'session.created':
      case 'session.updated':
        this.model = string(fields(given['session'])['model']) ?? this.model;
        break;
      case 'conversation.item.created':
      case 'conversation.item.added':
        this.#heard(fields(given['item']));
        break;
      case 'response.created':
        this.#begin(fields(given['response']), asker);
        break;
      case 'response.done':
        this.#end(fields(given['response']));
        break;
      default:
        if (type.endsWith('.delta')) this.#open.get(String(given['response_id']))?.wrote();
    }
  }

  /** The session is over: what it had not answered it never will. */
  closed(): void {
    for (const call of this.#open.values()) call.abandon();
    this.#open.clear();
  }

  #heard(item: Fields): void {
    if (item['role'] === 'assistant' || item['type'] === 'function_call') return;
    this.#items.push(item);
    if (this.#items.length > MOST_ITEMS) this.#items.shift();
  }

  #begin(response: Fields, asker: Scope | undefined): void {
    const id = string(response['id']);
    if (id === undefined) return;
    const body = { model: this.model, items: this.#items };
    this.#items = [];
    const { outsideRun } = this.#settings;
    const opened = openOperation(this.#works(realtime), this, [body, {}], outsideRun, asker);
    if (opened !== undefined) this.#open.set(id, new ModelCall(opened, realtime, this.#settings));
  }

  #end(response: Fields): void {
    const id = string(response['id']) ?? '';
    this.#open.get(id)?.answer(response);
    this.#open.delete(id);
  }
}
