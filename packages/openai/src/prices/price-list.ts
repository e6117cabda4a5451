import { createRequire } from 'node:module';

type Prices = typeof import('@pydantic/genai-prices');

let loaded: Prices | undefined;
let failed = false;

/**
 * The price list, loaded when the first call wants to know: it is the largest part of this package
 * by far (800 KB, some 60 ms), and a program that prices by itself never needs it. Undefined when
 * it cannot be found, as in a bundle that left it out.
 */
export function priceList(): Prices | undefined {
  if (loaded === undefined && !failed) {
    try {
      loaded = createRequire(import.meta.url)('@pydantic/genai-prices') as Prices;
    } catch {
      failed = true;
    }
  }
  return loaded;
}
