import { field, readMessage, textField } from '../wire/json-rpc.ts';
import { bodyHeaders, requestIds } from './http-request.ts';
import type { McpProxyOptions, ProxyExit } from './proxy-options.ts';
import { readSse, type SseProgress } from './sse-stream.ts';
import type { Downstream, Upstream } from './upstream.ts';

/** JSON-RPC's code for errors of a server's own; ours stand for what HTTP says. */
const TRANSPORT_ERROR = -32_000;
const MOST_RECONNECTS = 5;
const RECONNECT_MS = 1000;
/** An ended session is said goodbye to, but not for long, ms. */
const GOODBYE_MS = 1000;

/**
 * Reaches a server over Streamable HTTP, or over the HTTP with SSE that came before it, and makes
 * it look like one on the other end of a pipe. The bytes of a message stay what they are; only line
 * breaks between its JSON tokens, which a pipe cannot carry, become spaces.
 */
export function httpUpstream(options: McpProxyOptions, down: Downstream): Upstream {
  return new HttpUpstream(options, down);
}

class HttpUpstream implements Upstream {
  readonly transportKind = 'http';
  readonly closed: Promise<ProxyExit>;
  readonly #url: URL;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #down: Downstream;
  readonly #over = new AbortController();
  /** Messages that must be accepted before the next one goes: the handshake and notifications. */
  #inOrder: Promise<void> = Promise.resolve();
  #sessionId: string | undefined;
  #protocolVersion: string | undefined;
  /** Where messages go; of HTTP with SSE, the server says where. */
  #endpoint: URL;
  #isSse = false;
  #ended!: (exit: ProxyExit) => void;

  constructor(options: McpProxyOptions, down: Downstream) {
    this.#url = new URL(options.url as string | URL);
    this.#endpoint = this.#url;
    this.#headers = options.headers ?? {};
    this.#down = down;
    this.closed = new Promise((resolve) => {
      this.#ended = resolve;
    });
  }

  send(line: Uint8Array, message: unknown): boolean {
    const isOrdered = requestIds(message).length === 0 || isHandshake(message);
    const before = this.#inOrder;
    const sending = before.then(() => this.#post(line, message));
    const accepted = sending.then((response) => {
      const reading = response && this.#read(response, message);
      reading?.catch((error: unknown) => this.#fail(message, String(error)));
    });
    const settled = accepted.catch((error: unknown) => this.#fail(message, describe(error)));
    if (isOrdered) this.#inOrder = settled;
    return true;
  }

  async drained(): Promise<void> {}

  end(): void {
    void this.#inOrder.then(async () => {
      this.#over.abort();
      await this.#sayGoodbye();
      this.#ended({ code: 0, signal: null });
    });
  }

  kill(signal: NodeJS.Signals): void {
    this.#over.abort();
    this.#ended({ code: null, signal });
  }

  /** Undefined when there is nothing to read in answer. */
  async #post(line: Uint8Array, message: unknown): Promise<Response | undefined> {
    const response = await fetch(this.#endpoint, {
      method: 'POST',
      headers: {
        ...this.#commonHeaders(),
        ...bodyHeaders(message),
        'content-type': 'application/json',
        accept: 'application/json, text/event-stream',
      },
      body: line,
      signal: this.#over.signal,
    });
    if (!response.ok && isHandshake(message) && [400, 404, 405].includes(response.status)) {
      if (await this.#openSse()) return this.#post(line, message);
    }
    this.#sessionId = response.headers.get('mcp-session-id') ?? this.#sessionId;
    if (response.ok && response.status !== 202) return response;
    const text = await response.text();
    if (!response.ok) this.#refused(response, text, message);
    else if (textField(message, 'method') === 'notifications/initialized' && !this.#isSse) {
      void this.#listen({ lastEventId: undefined, retryMs: undefined });
    }
    return undefined;
  }

  async #read(response: Response, message: unknown): Promise<void> {
    if (!/^text\/event-stream/i.test(response.headers.get('content-type') ?? '')) {
      const text = await response.text();
      if (text.trim() !== '') await this.#receive(text);
      return;
    }
    const waiting = new Set<unknown>(requestIds(message));
    const progress: SseProgress = { lastEventId: undefined, retryMs: undefined };
    await this.#follow(response, progress, waiting);
    // The stream may break off before the answer; a server that numbers its events goes on.
    if (waiting.size > 0 && progress.lastEventId !== undefined)
      await this.#listen(progress, waiting);
  }

  /** The stream on which a server speaks up by itself, or goes on with an answer. */
  async #listen(progress: SseProgress, waiting?: Set<unknown>): Promise<void> {
    for (let failures = 0; failures < MOST_RECONNECTS && !this.#isOver;) {
      if (waiting?.size === 0) return;
      try {
        const response = await this.#get(progress);
        if (!response.ok || response.body === null) {
          await response.body?.cancel();
          // 405: the server has nothing to say by itself.
          if (waiting === undefined && response.status < 500) return;
          failures++;
        } else {
          await this.#follow(response, progress, waiting);
          failures = 0;
        }
      } catch {
        failures++;
      }
      await this.#pause(progress.retryMs ?? RECONNECT_MS);
    }
  }

  async #follow(response: Response, progress: SseProgress, waiting?: Set<unknown>): Promise<void> {
    if (response.body === null) return;
    await readSse(response.body, progress, ({ event, data }) => {
      if (event !== undefined && event !== 'message') return undefined;
      return this.#receive(data, waiting);
    }).catch(() => undefined);
  }

  /** HTTP with SSE: one stream for everything the server says, which begins with an address. */
  async #openSse(): Promise<boolean> {
    const progress: SseProgress = { lastEventId: undefined, retryMs: undefined };
    const response = await this.#get(progress);
    const { body } = response;
    const isStream = /^text\/event-stream/i.test(response.headers.get('content-type') ?? '');
    if (!response.ok || body === null || !isStream) {
      await body?.cancel();
      return false;
    }
    return new Promise((resolve) => {
      const reading = readSse(body, progress, ({ event, data }) => {
        if (event !== 'endpoint') return this.#receive(data);
        const endpoint = new URL(data, this.#url);
        // A server may not send us, and what we say, to somebody else.
        if (endpoint.origin !== this.#url.origin) return undefined;
        this.#endpoint = endpoint;
        this.#isSse = true;
        resolve(true);
        return undefined;
      });
      const over = (): void => {
        resolve(false);
        if (!this.#isOver) this.#ended({ code: 1, signal: null });
      };
      reading.then(over, over);
    });
  }

  #get({ lastEventId }: SseProgress): Promise<Response> {
    return fetch(this.#url, {
      headers: {
        ...this.#commonHeaders(),
        accept: 'text/event-stream',
        ...(lastEventId !== undefined && { 'last-event-id': lastEventId }),
      },
      signal: this.#over.signal,
    });
  }

  #receive(text: string, waiting?: Set<unknown>): Promise<void> | undefined {
    const message = readMessage(tryParse(text));
    if (message?.kind === 'response') {
      waiting?.delete(message.id);
      const version = textField(message.result, 'protocolVersion');
      if (version !== undefined && field(message.result, 'serverInfo'))
        this.#protocolVersion = version;
    }
    // Only whitespace between JSON tokens can be a raw line break.
    return this.#down.receive(Buffer.from(`${text.trim().replace(/[\r\n]+/g, ' ')}\n`));
  }

  /** A refusal that is a JSON-RPC answer goes to the host as it is; any other is made one. */
  #refused(response: Response, text: string, message: unknown): void {
    const answer = readMessage(tryParse(text));
    const ids = requestIds(message);
    if (answer?.kind === 'response' && ids.includes(answer.id)) void this.#receive(text);
    else
      this.#fail(message, `HTTP ${response.status} ${response.statusText}: ${text.slice(0, 500)}`);
  }

  #fail(message: unknown, reason: string): void {
    if (this.#isOver) return;
    for (const id of requestIds(message)) {
      const error = {
        code: TRANSPORT_ERROR,
        message: `The MCP server could not be reached. ${reason}`,
      };
      void this.#down.receive(Buffer.from(`${JSON.stringify({ jsonrpc: '2.0', id, error })}\n`));
    }
  }

  async #sayGoodbye(): Promise<void> {
    if (this.#sessionId === undefined) return;
    const headers = this.#commonHeaders();
    const signal = AbortSignal.timeout(GOODBYE_MS);
    const response = await fetch(this.#url, { method: 'DELETE', headers, signal }).catch(
      () => undefined,
    );
    await response?.body?.cancel();
  }

  #commonHeaders(): Record<string, string> {
    return {
      ...this.#headers,
      ...(this.#sessionId !== undefined && { 'mcp-session-id': this.#sessionId }),
      ...(this.#protocolVersion !== undefined && { 'mcp-protocol-version': this.#protocolVersion }),
    };
  }

  get #isOver(): boolean {
    return this.#over.signal.aborted;
  }

  async #pause(ms: number): Promise<void> {
    const { signal } = this.#over;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    });
  }
}

function isHandshake(message: unknown): boolean {
  const method = textField(message, 'method');
  return method === 'initialize' || method === 'server/discover';
}

function describe(error: unknown): string {
  const { cause, message } = error as { cause?: { message?: string }; message?: string };
  return cause?.message ?? message ?? String(error);
}

function tryParse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
