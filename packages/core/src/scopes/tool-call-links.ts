import type { AskedToolCall, RunState } from '../context/scope.ts';

/** A run that never answers its model's calls keeps the latest ones only. */
const MOST_ASKED = 128;
/** Arguments beyond this many characters are not compared: the name must do. */
const LONGEST_COMPARED = 16_384;

/** Notes the tool calls of a model's answer, for the invocations that will answer them. */
export function rememberToolCalls(run: RunState, toolCalls: unknown): void {
  if (!Array.isArray(toolCalls)) return;
  for (const call of toolCalls as Partial<AskedToolCall>[]) {
    if (typeof call?.id !== 'string' || typeof call.name !== 'string') continue;
    run.asked ??= [];
    run.asked.push({ id: call.id, name: call.name, arguments: call.arguments });
    if (run.asked.length > MOST_ASKED) run.asked.shift();
  }
}

/**
 * The id of the call that an invocation of `name` answers: the one with the same arguments, or the
 * only one of that name. Several that differ from what is called are nobody's: a wrong link would
 * be a lie. A call is answered once.
 */
export function answeredToolCall(
  run: RunState,
  name: string,
  args: readonly unknown[],
): string | undefined {
  const { asked } = run;
  if (asked === undefined) return undefined;
  const named = asked.filter((call) => call.name === name);
  const answered =
    named.length > 1 ? named.find((call) => sameArguments(call.arguments, args)) : named[0];
  if (answered === undefined) return undefined;
  forgetToolCall(run, answered.id);
  return answered.id;
}

/** The host said itself which call it answers. */
export function forgetToolCall(run: RunState, id: string): void {
  const index = run.asked?.findIndex((call) => call.id === id) ?? -1;
  if (index >= 0) run.asked?.splice(index, 1);
}

/** `search({ query })`, `search('{"query":…}')` and `search(query)` all answer `{ query }`. */
function sameArguments(asked: unknown, args: readonly unknown[]): boolean {
  const wanted = comparable(asked);
  if (wanted === undefined) return false;
  const [first] = args;
  if (comparable(first) === wanted) return true;
  if (typeof first === 'string' && comparable(parsed(first)) === wanted) return true;
  if (typeof asked !== 'object' || asked === null) return false;
  const values = Object.values(asked);
  return values.length > 0 && comparable(values) === comparable(args.slice(0, values.length));
}

function comparable(value: unknown): string | undefined {
  try {
    const text = JSON.stringify(value);
    return text === undefined || text.length > LONGEST_COMPARED ? undefined : text;
  } catch {
    return undefined;
  }
}

function parsed(text: string): unknown {
  try {
    return text.length > LONGEST_COMPARED ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return undefined;
  }
}
