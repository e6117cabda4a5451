import type { Server } from 'node:http';
import { WebSocketServer, type WebSocket } from 'ws';

/** What the model of a realtime session says next. */
export interface RealtimeAnswer {
  readonly text?: string;
  readonly toolCalls?: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: string;
  }[];
  readonly status?: string;
  /** The connection is cut instead of the answer's end. */
  readonly cut?: boolean;
}

const USAGE = {
  total_tokens: 150,
  input_tokens: 100,
  output_tokens: 50,
  input_token_details: {
    text_tokens: 40,
    audio_tokens: 60,
    cached_tokens: 20,
    cached_tokens_details: { text_tokens: 20, audio_tokens: 0 },
  },
  output_token_details: { text_tokens: 20, audio_tokens: 30 },
};

/** Serves realtime sessions on a server's `/v1/realtime`. */
export function serveRealtime(server: Server, answers: RealtimeAnswer[]): WebSocketServer {
  const sockets = new WebSocketServer({ noServer: true });
  server.on('upgrade', (request, socket, head) => {
    sockets.handleUpgrade(request, socket, head, (session) => {
      const url = new URL(request.url ?? '/', 'http://loopback');
      converse(session, url.searchParams.get('model') ?? 'gpt-realtime', answers);
    });
  });
  return sockets;
}

function converse(session: WebSocket, model: string, answers: RealtimeAnswer[]): void {
  let sent = 0;
  const say = (type: string, fields: object): void =>
    session.send(JSON.stringify({ type, event_id: `event_${++sent}`, ...fields }));
  say('session.created', { session: { type: 'realtime', id: 'sess_loopback', model } });
  session.on('message', (message: Buffer) => {
    const event = JSON.parse(message.toString()) as { type: string; item?: object };
    if (event.type === 'conversation.item.create') {
      say('conversation.item.added', { item: { id: 'item_asked', ...event.item } });
    }
    if (event.type === 'response.create') answer(session, say, answers.shift() ?? {});
  });
}

function answer(
  session: WebSocket,
  say: (type: string, fields: object) => void,
  { text = 'Hello there.', toolCalls = [], status = 'completed', cut = false }: RealtimeAnswer,
): void {
  const id = 'resp_realtime';
  const place = { response_id: id, item_id: 'item_said', output_index: 0, content_index: 0 };
  say('response.created', { response: { id, status: 'in_progress', output: [] } });
  for (const delta of text.split(/(?<= )/)) say('response.output_text.delta', { ...place, delta });
  if (cut) {
    session.terminate();
    return;
  }
  const calls = toolCalls.map((call) => ({
    type: 'function_call',
    id: `item_${call.id}`,
    call_id: call.id,
    name: call.name,
    arguments: call.arguments,
  }));
  const message = {
    type: 'message',
    id: 'item_said',
    role: 'assistant',
    content: [{ type: 'output_text', text }],
  };
  const output = calls.length > 0 ? calls : [message];
  say('response.done', { response: { id, status, output, usage: USAGE } });
}
