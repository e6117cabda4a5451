import { contextManagerContract } from '@heddle/testing';
import { describe, test } from 'vitest';
import { asyncLocalStorageContextManager } from '../../src/index.ts';

describe('the AsyncLocalStorage context manager', () => {
  const cases = contextManagerContract(asyncLocalStorageContextManager);
  test.each(cases)('$name', ({ run }) => run());
});
