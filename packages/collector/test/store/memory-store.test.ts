import { memoryStore } from '../../src/store/memory/memory-store.ts';
import { storeContract } from './store-contract.ts';

storeContract('a store in memory', () => Promise.resolve(memoryStore()));
