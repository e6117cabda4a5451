import { field, textField } from '../wire/json-rpc.ts';

/** The key of an MCP request's own protocol version, since revision 2026-07-28. */
const VERSION_META = 'io.modelcontextprotocol/protocolVersion';

const KINDS: readonly (readonly [sign: RegExp, kind: string])[] = [
  [/stdio/i, 'stdio'],
  [/http/i, 'http'],
  [/^sse/i, 'sse'],
  [/memory/i, 'memory'],
  [/websocket/i, 'websocket'],
];

/** What is known of the other side and the way to it. */
export class Peer {
  #transport: object | undefined;
  #kind: string | undefined;
  #protocolVersion: string | undefined;

  constructor(kind?: string) {
    this.#kind = kind;
  }

  reachedBy(transport: object): void {
    this.#transport = transport;
    this.#kind = kindOf(transport);
  }

  /** Reads the protocol version out of an `initialize` result or a request's envelope. */
  learn(protocolVersion: unknown): void {
    if (typeof protocolVersion === 'string') this.#protocolVersion = protocolVersion;
  }

  learnFromRequest(params: unknown): void {
    this.learn(field(field(params, '_meta'), VERSION_META));
  }

  get transportKind(): string | undefined {
    return this.#kind;
  }

  get sessionId(): string | undefined {
    return textField(this.#transport, 'sessionId');
  }

  get protocolVersion(): string | undefined {
    return this.#protocolVersion;
  }
}

/** By the name of the transport's class, which is all that its objects say about it. */
function kindOf(transport: object): string | undefined {
  const constructor: unknown = Reflect.get(transport, 'constructor');
  const name = typeof constructor === 'function' ? constructor.name : '';
  const kind = KINDS.find(([sign]) => sign.test(name))?.[1];
  // A bundler may have shortened the name; a child process still shows.
  return kind ?? ('stderr' in transport && 'pid' in transport ? 'stdio' : undefined);
}
