import { types } from 'node:util';
import type { Json } from '@heddle/events';
import { className } from './capture-class-name.ts';
import { cutString } from './capture-cut.ts';
import { renderObject } from './capture-exotic.ts';
import { setField } from './capture-field.ts';
import type { CaptureLimits } from './capture-limits.ts';
import { LongText, looksLikeMedia, mediaTypeBeside, SHORTEST_MEDIA } from './capture-long-text.ts';
import { isOpaque } from './capture-opaque.ts';
import { renderPrimitive } from './capture-primitive.ts';

const LONGEST_KEY = 512;

/** What bounds a walk, and how it treats `toJSON`. */
export interface CaptureRules extends CaptureLimits {
  readonly toJSON?: boolean;
}

/** One capture under way: what was spent, and the objects it is inside of. */
export class CaptureWalk {
  readonly limits: CaptureRules;
  nodes = 0;
  size = 0;
  /** Characters kept alive beyond `size`, until the event is written. */
  held = 0;
  readonly #within: object[] = [];
  readonly #trail: (string | number)[] = [];
  /** Strings below this length are kept as they are. */
  readonly #short: number;

  constructor(limits: CaptureRules) {
    this.limits = limits;
    this.#short = Math.min(SHORTEST_MEDIA, limits.stringLength);
  }

  value(value: unknown, key: string | number, owner: Record<string, unknown> | undefined): Json {
    switch (typeof value) {
      case 'string':
        return value.length < this.#short ? this.#count(value) : this.#long(value, owner);
      case 'boolean':
        return value;
      case 'object':
        return value === null ? null : this.#object(value, key);
      default:
        return renderPrimitive(value);
    }
  }

  /** True when there is no room for more. */
  get spent(): boolean {
    return this.nodes >= this.limits.nodes || this.size >= this.limits.totalLength;
  }

  #count(text: string): Json {
    this.size += text.length;
    return text;
  }

  #long(text: string, owner: Record<string, unknown> | undefined): Json {
    const { stringLength, totalLength } = this.limits;
    const room = Math.min(stringLength, Math.max(SHORTEST_MEDIA, totalLength - this.size));
    this.size += Math.min(text.length, room);
    // The length first: looking at the characters of a string made of pieces joins them.
    if (text.length <= room && !looksLikeMedia(text)) return text;
    this.held += text.length;
    return new LongText(text, mediaTypeBeside(owner), room) as unknown as Json;
  }

  #object(value: object, key: string | number): Json {
    if (types.isProxy(value)) return '[Proxy]';
    if (isOpaque(value)) return `[opaque ${className(value)}]`;
    const depth = this.#within.length;
    for (let level = 0; level < depth; level++) {
      if (this.#within[level] === value) {
        return `[circular: ${this.#trail.slice(0, level + 1).join('.')}]`;
      }
    }
    if (depth >= this.limits.depth) return `[truncated: deeper than ${depth}]`;
    this.#within.push(value);
    this.#trail.push(key);
    try {
      if (Array.isArray(value)) return this.list(value);
      const prototype: unknown = Object.getPrototypeOf(value);
      if (prototype === Object.prototype || prototype === null) return this.#plain(value);
      return renderObject(value, this);
    } finally {
      this.#within.pop();
      this.#trail.pop();
    }
  }

  /** A plain object of ordinary size: cloned whole, then mended where JSON cannot follow. */
  #plain(source: object): Json {
    let count = 0;
    const most = Math.min(this.limits.items, this.limits.nodes - this.nodes);
    for (const key in source) {
      if (++count > most || key.length > LONGEST_KEY) return this.fields(source);
    }
    if (this.size >= this.limits.totalLength) return this.fields(source);
    let copy: Record<string, unknown>;
    try {
      copy = { ...source };
    } catch {
      return this.fields(source);
    }
    this.nodes += count;
    for (const key in copy) {
      const value = copy[key];
      this.size += key.length;
      if (typeof value === 'string') {
        if (value.length >= this.#short) copy[key] = this.value(value, key, copy);
        else this.size += value.length;
      } else if (typeof value === 'number') {
        // NaN and the infinities have no difference from themselves that is zero.
        if (value - value !== 0 || Object.is(value, -0)) copy[key] = renderPrimitive(value);
      } else if (typeof value !== 'boolean' && value !== undefined && value !== null) {
        copy[key] = this.value(value, key, copy);
      }
    }
    return copy as Json;
  }

  /** The own enumerable fields of any object, one by one. */
  fields(source: object): Json {
    const keys = Object.keys(source);
    const copy: Record<string, Json> = {};
    let kept = 0;
    for (; kept < keys.length && kept < this.limits.items && !this.spent; kept++) {
      const key = keys[kept] as string;
      const value = this.#field(source, key, copy);
      if (value !== undefined) setField(copy, this.#name(key), value);
    }
    if (kept < keys.length) copy['[truncated]'] = `${keys.length - kept} more keys`;
    return copy;
  }

  #field(source: object, key: string, copy: Record<string, Json>): Json | undefined {
    this.nodes++;
    try {
      const value = (source as Record<string, unknown>)[key];
      return value === undefined ? undefined : this.value(value, key, copy);
    } catch {
      return '[unreadable]';
    }
  }

  #name(key: string): string {
    this.size += Math.min(key.length, LONGEST_KEY);
    return key.length > LONGEST_KEY ? cutString(key, LONGEST_KEY) : key;
  }

  /** The items of an array or of something with a length and numbered items. */
  list(source: ArrayLike<unknown>): Json {
    const { length } = source;
    const copy: Json[] = [];
    let index = 0;
    for (; index < length && index < this.limits.items && !this.spent; index++) {
      this.nodes++;
      copy.push(this.#item(source, index));
    }
    if (index < length) copy.push(`[truncated: ${length - index} more]`);
    return copy;
  }

  #item(source: ArrayLike<unknown>, index: number): Json {
    try {
      return this.value(source[index], index, undefined);
    } catch {
      return '[unreadable]';
    }
  }
}
