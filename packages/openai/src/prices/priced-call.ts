import type { Usage } from '@heddle/events';

/** A model call that is to be priced. */
export interface PricedCall {
  /** OpenTelemetry's name: `openai`, `azure.ai.openai` … `openai` when absent. */
  readonly provider?: string;
  readonly model?: string;
  readonly usage: Usage;
  /** The tier that served it, as the answer says: `default`, `flex`, `priority` … */
  readonly serviceTier?: string;
  /** What costs money besides the tokens of `usage`, by the names of the price list. */
  readonly units?: Readonly<Record<string, number>>;
}

/** US dollars of a call; undefined when nobody knows. Never a guess. */
export type ExtendedCostOf = (call: PricedCall) => number | undefined;

/** Whether a call was served at the list price: other tiers have prices of their own. */
export function isListTier(serviceTier: string | undefined): boolean {
  return serviceTier === undefined || ['default', 'auto', 'standard'].includes(serviceTier);
}

/** A sum of binary fractions, cut to what a price list can mean. */
export function dollars(sum: number | undefined): number | undefined {
  return sum === undefined ? undefined : Math.round(sum * 1e12) / 1e12;
}
