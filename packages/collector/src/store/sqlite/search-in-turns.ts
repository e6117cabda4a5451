import type { Asynchronous } from '../../thread/calls.ts';
import type { SearchQuery } from '../queries.ts';
import type { SearchRecords } from '../store.ts';
import type { ReaderService } from './reader-service.ts';

/** How long a search may take in all. What it did not get to is left to its cursor. */
const budgetMs = 800;

/** Searches turn by turn, so that other questions to the reader come in between. */
export async function searchInTurns(
  reader: Pick<Asynchronous<ReaderService>, 'search'>,
  project: number,
  query: SearchQuery,
): Promise<SearchRecords> {
  const deadline = performance.now() + budgetMs;
  const items: SearchRecords['items'][number][] = [];
  let scanned = 0;
  let turn: SearchRecords;
  let cursor = query.cursor;
  do {
    turn = await reader.search(project, {
      ...query,
      limit: query.limit - items.length,
      ...(cursor === undefined ? {} : { cursor }),
    });
    items.push(...turn.items);
    scanned += turn.scanned ?? 0;
    cursor = turn.nextCursor;
  } while (cursor !== undefined && items.length < query.limit && performance.now() < deadline);
  return {
    method: turn.method,
    items,
    ...(turn.scanned === undefined ? {} : { scanned }),
    ...(cursor === undefined ? {} : { nextCursor: cursor }),
  };
}
