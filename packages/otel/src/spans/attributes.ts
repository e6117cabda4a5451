import type { AttributeRule, AttributeRules } from '../semantic-conventions.ts';
import { toMessages } from './messages.ts';
import { readFirst, readPath } from './read-path.ts';
import type { View } from './view.ts';

export type AttributeValue = string | number | boolean | string[];

export type Attributes = Record<string, AttributeValue>;

/** What an event says, in the attributes of a table. `atStart`: only what samplers go by. */
export function attributesOf(
  event: object,
  rules: AttributeRules,
  view: View,
  atStart = false,
): Attributes {
  const attributes: Attributes = {};
  for (const [name, rule] of Object.entries(rules)) {
    if (atStart && rule.atStart !== true) continue;
    if (rule.content === true && !view.content) continue;
    if (rule.legacy === true && !view.legacy) continue;
    if (rule.when !== undefined && readPath(event, rule.when[0]) !== rule.when[1]) continue;
    write(attributes, name, rule, rule.value ?? given(event, rule));
  }
  return attributes;
}

function given(event: object, { from, otherwise }: AttributeRule): unknown {
  return (from === undefined ? undefined : readFirst(event, from)) ?? otherwise;
}

function write(attributes: Attributes, name: string, rule: AttributeRule, value: unknown): void {
  if (value === undefined || value === null) return;
  switch (rule.shape) {
    case 'list': {
      const items = Array.isArray(value) ? value : [value];
      attributes[name] = items.filter(isScalar).map(String);
      return;
    }
    case 'seconds':
      if (typeof value === 'number') attributes[name] = value / 1000;
      return;
    case 'text':
      if (isScalar(value)) attributes[name] = String(value);
      return;
    case 'json':
      attributes[name] = typeof value === 'string' ? value : JSON.stringify(value);
      return;
    case 'user_messages':
      attributes[name] = JSON.stringify(toMessages(value, 'user'));
      return;
    case 'model_messages':
      attributes[name] = JSON.stringify(toMessages(value, 'assistant'));
      return;
    case 'fields':
      for (const [key, field] of Object.entries(value)) {
        attributes[`${name}.${key}`] = isScalar(field) ? field : JSON.stringify(field);
      }
      return;
    case undefined: {
      const word = typeof value === 'string' ? translated(value, rule) : value;
      if (isScalar(word)) attributes[name] = word;
    }
  }
}

function translated(word: string, { onlyListed, values }: AttributeRule): string | undefined {
  if (values !== undefined && Object.hasOwn(values, word)) return values[word];
  return onlyListed === true ? undefined : word;
}

function isScalar(value: unknown): value is string | number | boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return typeof value === 'string' || typeof value === 'boolean';
}
