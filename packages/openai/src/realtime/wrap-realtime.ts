import type { Heddle } from '@heddle/core';
import {
  activeScope,
  createStamp,
  dataMethod,
  overrideMethod,
  type Scope,
} from '@heddle/core/integration';
import { fields, string } from '../apis/read.ts';
import { callWorks } from '../call/call-works.ts';
import { clientSettings } from '../call/client-settings.ts';
import type { WrapOpenAIOptions } from '../options.ts';
import { RealtimeCalls } from './realtime-calls.ts';

const wrapped = createStamp<true>();

/** Options of `wrapRealtime`. */
export interface WrapRealtimeOptions extends Omit<WrapOpenAIOptions, 'otherCalls'> {
  /** The model, when the session does not say it itself. */
  readonly model?: string;
}

/**
 * Instruments a realtime session (`OpenAIRealtimeWS` or `OpenAIRealtimeWebSocket`) and gives back
 * that very session: every answer of its model is an `agent.llm.called` and one ending, in the run
 * that asked for it. Listeners and messages stay as they are.
 *
 * @throws TypeError for something that is no realtime session. Nothing else, and nothing later.
 * @example
 * const session = wrapRealtime(heddle, new OpenAIRealtimeWS({ model: 'gpt-realtime' }, openai));
 */
export function wrapRealtime<Session extends object>(
  heddle: Heddle,
  session: Session,
  options: WrapRealtimeOptions = {},
): Session {
  const emit = dataMethod(session, '_emit');
  const send = dataMethod(session, 'send');
  if (emit === undefined || send === undefined) {
    throw new TypeError('wrapRealtime(heddle, session): expected an instance of OpenAIRealtimeWS.');
  }
  if (!heddle.enabled || wrapped.get(session) === true) return session;
  wrapped.set(session, true);

  const { instrument } = heddle;
  const settings = clientSettings(instrument, session, options);
  const calls = new RealtimeCalls(callWorks(instrument, settings), settings);
  calls.model = options.model ?? modelOf(session);
  let asker: Scope | undefined = activeScope(instrument);

  overrideMethod(session, 'send', function (this: unknown, ...args: unknown[]): unknown {
    // The answer comes in the socket's context: the run it belongs to is the one that speaks.
    asker = activeScope(instrument) ?? asker;
    return Reflect.apply(send, this, args as never[]);
  });
  overrideMethod(session, '_emit', function (this: unknown, ...args: unknown[]): unknown {
    const [name, event] = args;
    if (name === 'event') instrument.guard(() => calls.event(event, asker));
    if (name === 'close') instrument.guard(() => calls.closed());
    return Reflect.apply(emit, this, args as never[]);
  });
  onClose(fields(session)['socket'], () => instrument.guard(() => calls.closed()));
  return session;
}

function modelOf(session: object): string | undefined {
  const { url } = fields(session);
  if (!(url instanceof URL)) return undefined;
  const { searchParams } = url;
  return string(searchParams.get('model') ?? searchParams.get('deployment'));
}

/** Both kinds of socket, the one of `ws` and the platform's, are event targets. */
function onClose(socket: unknown, tell: () => void): void {
  const target = socket as
    | { addEventListener?(name: string, listener: () => void): void }
    | undefined;
  target?.addEventListener?.('close', tell);
}
