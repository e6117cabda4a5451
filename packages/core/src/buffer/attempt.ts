import type { Batch, SendResult, Transport } from '../transport/transport.ts';
import type { DeliveryRuntime } from './runtime.ts';

/** A try whose answer is on its way. */
export interface PendingAttempt {
  /** Always fulfilled, exactly once, no later than the time limit. */
  readonly result: Promise<SendResult>;
  abort(): void;
}

/**
 * Hands a batch to a transport once. Whatever the transport does (throw, reject, hang, answer
 * nonsense) becomes a result; a synchronous answer stays one.
 */
export function attempt(
  transport: Transport,
  batch: Batch,
  timeoutMs: number,
  { timers, runSuppressed }: DeliveryRuntime,
): SendResult | PendingAttempt {
  const controller = new AbortController();
  let answer: unknown;
  try {
    answer = runSuppressed(() => transport.send(batch, controller.signal));
  } catch (error) {
    return failure(error);
  }
  if (!isPromise(answer)) return checked(answer);
  const sent = answer;
  const result = runSuppressed(
    () =>
      new Promise<SendResult>((resolve) => {
        const stop = timers.after(timeoutMs, () => {
          resolve({ status: 'retry', reason: `no answer within ${timeoutMs} ms` });
          controller.abort();
        });
        const settle = (outcome: SendResult): void => {
          stop();
          resolve(outcome);
        };
        sent.then(
          (value) => settle(checked(value)),
          (error: unknown) => settle(failure(error)),
        );
      }),
  );
  return { result, abort: () => controller.abort() };
}

function isPromise(answer: unknown): answer is PromiseLike<unknown> {
  return typeof (answer as PromiseLike<unknown> | undefined)?.then === 'function';
}

const statuses: readonly unknown[] = ['delivered', 'partial', 'retry', 'too_large', 'refused'];

/** Transports may be anybody's: an answer that is none must not count as delivered. */
function checked(answer: unknown): SendResult {
  const status = (answer as SendResult | undefined)?.status;
  if (statuses.includes(status)) return answer as SendResult;
  return { status: 'retry', reason: 'the transport gave no valid answer' };
}

function failure(error: unknown): SendResult {
  const reason = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { status: 'retry', reason };
}
