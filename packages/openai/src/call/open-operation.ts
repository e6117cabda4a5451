import {
  activeScope,
  runWork,
  WatchedWork,
  type Operation,
  type Scope,
} from '@heddle/core/integration';
import type { OutsideRun } from './client-settings.ts';

/** A model call's operation and, outside any run, the run that was opened for it. */
export interface Opened {
  readonly operation: Operation;
  readonly ownRun: Operation | undefined;
}

/** Opens the operation of a call, with a run around it where there is none and one is wanted. */
export function openOperation(
  watched: WatchedWork,
  client: object,
  args: readonly unknown[],
  outsideRun: OutsideRun,
  within: Scope | undefined = activeScope(watched.instrument),
): Opened | undefined {
  const { instrument, work } = watched;
  // Somebody wrapped the function around this call by hand: that is its record, and one is enough.
  if (work.kind === 'llm' && within?.kind === 'llm') return undefined;
  let parent = within;
  let ownRun: Operation | undefined;
  if (parent?.run === undefined) {
    if (outsideRun === 'ignore') return undefined;
    if (outsideRun === 'run') {
      const options = { name: work.name, trigger: 'implicit', capture: 'none' } as const;
      ownRun = new WatchedWork(instrument, runWork(instrument, options)).tryBegin(
        undefined,
        [],
        parent,
      );
      parent = ownRun ?? parent;
    }
  }
  const operation = watched.tryBegin(client, args, parent);
  if (operation === undefined) {
    ownRun?.complete(undefined);
    return undefined;
  }
  return { operation, ownRun };
}
