import type { ModelAnswer } from '../apis/model-api.ts';
import { responseAnswer } from '../apis/response-answer.ts';
import { responseStream } from '../apis/response-stream.ts';
import { fields, string } from '../apis/read.ts';
import type { AnswerListener } from './answer-listener.ts';
import { isStream, tapStream } from './tap-stream.ts';

/** A call whose response goes on at the provider's after the call returned. */
export interface PendingCall {
  finish(answer: ModelAnswer): void;
  abandon(): void;
}

/** More than this many are not followed: the oldest is given up. */
const MOST_PENDING = 1000;

const pending = new Map<string, PendingCall>();

/** Keeps a call open until some later look at its response shows the end. */
export function keepPending(responseId: string, call: PendingCall): void {
  pending.set(responseId, call);
  if (pending.size <= MOST_PENDING) return;
  const [oldest] = pending;
  if (oldest !== undefined) {
    pending.delete(oldest[0]);
    oldest[1].abandon();
  }
}

const LOOK = /^\/responses\/([^/?]+)(?:\/cancel)?(?:\?|$)/;

/** Listens to a look at a response that we keep; undefined when it is none of ours. */
export function pendingLook(path: unknown): AnswerListener | undefined {
  const id = typeof path === 'string' ? LOOK.exec(path)?.[1] : undefined;
  if (id === undefined || !pending.has(decodeURIComponent(id))) return undefined;
  return {
    tapped() {},
    asked() {},
    answer(value) {
      if (isStream(value)) followLook(value);
      else settle(value);
    },
    raw() {},
    unread() {},
    // The look failed, not the response.
    fail() {},
  };
}

function settle(response: unknown): void {
  const id = string(fields(response)['id']);
  const call = id === undefined ? undefined : pending.get(id);
  const answer = responseAnswer(response);
  if (id === undefined || call === undefined || answer.pending === true) return;
  pending.delete(id);
  call.finish(answer);
}

function followLook(stream: object): void {
  const reader = responseStream();
  tapStream(stream, {
    enter: (target, self, args) => Reflect.apply(target, self, args as never[]),
    item: (event) => void reader.read(event),
    endStream() {
      const answer = reader.answer();
      const call = answer.responseId === undefined ? undefined : pending.get(answer.responseId);
      if (call === undefined || answer.pending === true) return;
      pending.delete(answer.responseId as string);
      call.finish(answer);
    },
    complete() {},
    fail() {},
    abandon() {},
  });
}
