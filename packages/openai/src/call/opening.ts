import type { Body } from '../apis/model-api.ts';
import type { ModelCall } from './model-call.ts';

/**
 * What is handed from one of the client's methods to the next inside one synchronous call. The
 * client turns the caller's arguments into a form or a promise before it posts them, and posts
 * before it makes the request; between these steps nothing else can run.
 */
interface Opening {
  /** The arguments of `chat.completions.create` and its like, for the `post` they lead to. */
  given: Given | undefined;
  /** The call that is being posted, for the request it leads to. */
  call: ModelCall | undefined;
}

export interface Given {
  readonly body: Body;
  readonly options: unknown;
}

const opening: Opening = { given: undefined, call: undefined };

/** Runs `method` so that the first `takeGiven()` inside it finds the arguments. */
export function withGiven<Result>(given: Given, method: () => Result): Result {
  const outer = opening.given;
  opening.given = given;
  try {
    return method();
  } finally {
    opening.given = outer;
  }
}

export function takeGiven(): Given | undefined {
  const { given } = opening;
  opening.given = undefined;
  return given;
}

/** Runs `post` so that the first `takeCall()` inside it finds the call. */
export function withCall<Result>(call: ModelCall, post: () => Result): Result {
  const outer = opening.call;
  opening.call = call;
  try {
    return post();
  } finally {
    opening.call = outer;
  }
}

export function takeCall(): ModelCall | undefined {
  const { call } = opening;
  opening.call = undefined;
  return call;
}
