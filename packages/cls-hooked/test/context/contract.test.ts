import { contextManagerContract } from '@heddle/testing';
import { createNamespace, destroyNamespace } from 'cls-hooked';
import { afterEach, describe, test } from 'vitest';
import { bridgedContextManager, clsHookedContextManager } from '../../src/index.ts';

const NAME = 'heddle-contract';
afterEach(() => destroyNamespace(NAME));

describe('clsHookedContextManager', () => {
  const cases = contextManagerContract(() =>
    clsHookedContextManager(createNamespace(NAME) as never),
  );
  test.each(cases)('$name', ({ run }) => run());
});

describe('bridgedContextManager', () => {
  const cases = contextManagerContract(() => bridgedContextManager(createNamespace(NAME) as never));
  test.each(cases)('$name', ({ run }) => run());
});
