import { describe, expect, it, vi } from 'vitest';
import type { Json } from '@heddle/events';
import { createCapture } from '../../src/event/capture.ts';
import {
  bankAccounts,
  emailAddresses,
  networkAddresses,
  phoneNumbers,
} from '../../src/pipeline/redact-personal.ts';
import type { Timers } from '../../src/buffer/runtime.ts';
import { createRedactor } from '../../src/pipeline/redact.ts';

const MARK = /^\[redacted:[\w-]+:[0-9a-f]{8}\]$/;
const secret = ['sk', '-ant-', 'api03-', 'Ab1'.repeat(31), 'AA'].join('');
const { redact, redactText } = createRedactor({ environment: false });

describe('a redactor', () => {
  it('gives back the very value when there is nothing to hide, and never changes what it is given', () => {
    const clean: Json = { input: { query: 'shoes', list: [1, 'two', null, { three: true }] } };
    expect(redact(clean)).toBe(clean);

    const given: Json = { a: { token: secret, kept: 1 }, b: { kept: 2 } };
    const before = structuredClone(given);
    const cleaned = redact(given) as { a: Json; b: Json };
    expect(given).toEqual(before);
    expect(cleaned.b).toBe((given as { b: Json }).b);
    expect(cleaned.a).toEqual({ token: expect.stringMatching(MARK), kept: 1 });
  });

  it('marks equal secrets alike under one key, and otherwise unlike', () => {
    const one = createRedactor({ environment: false, fingerprintKey: 'an installation' });
    const same = createRedactor({ environment: false, fingerprintKey: 'an installation' });
    const other = createRedactor({ environment: false });
    const marked = one.redact({ password: 'hunter2', again: { password: 'hunter2' } }) as {
      password: string;
      again: { password: string };
    };
    expect(marked.password).toMatch(MARK);
    expect(marked.again.password).toBe(marked.password);
    expect(same.redact({ password: 'hunter2' })).toEqual({ password: marked.password });
    expect(other.redact({ password: 'hunter2' })).not.toEqual({ password: marked.password });
  });

  it('tells rules that hit, and never what they hit', () => {
    const hits: string[] = [];
    createRedactor({ environment: false, onHit: (rule) => hits.push(rule) }).redact({
      password: 'hunter2',
      text: `key ${secret}`,
    });
    expect(hits).toEqual(['password', 'sk-ant']);
  });

  it('keeps what surrounds a secret in text', () => {
    expect(redactText(`use ${secret}, then stop`)).toMatch(
      /^use \[redacted:sk-ant:\w{8}\], then stop$/,
    );
    expect(redactText('postgres://app:s3cr3t-pass@db:5432/main')).toMatch(
      /^postgres:\/\/app:\[redacted:url:\w{8}\]@db:5432\/main$/,
    );
    expect(redactText('curl -H "Authorization: Bearer abcdef0123456789abcdef"')).toMatch(
      /^curl -H "Authorization: \[redacted:authorization:\w{8}\]"$/,
    );
  });

  it('hides numbers and whole objects under names that leave no doubt, and walks into the rest', () => {
    expect(redact({ password: 12345 })).toEqual({ password: expect.stringMatching(MARK) });
    expect(redact({ secrets: { a: 'x', b: 'y' } })).toEqual({
      secrets: expect.stringMatching(MARK),
    });
    expect(redact({ cookies: { sid: '1' } })).toEqual({ cookies: expect.stringMatching(MARK) });
    expect(redact({ accessToken: ['a1b2'] })).toEqual({ accessToken: expect.stringMatching(MARK) });
    expect(redact({ auth: { type: 'bearer', password: 'x' } })).toEqual({
      auth: { type: 'bearer', password: expect.stringMatching(MARK) },
    });
    const untouched: Json = {
      password: '',
      token: null,
      secret: true,
      api_key: {},
      tokens: 5,
      token_: 'a',
    };
    expect(redact(untouched)).toBe(untouched);
  });

  it('leaves the words of token probabilities alone', () => {
    const given: Json = { content: [{ token: 'Tomorrow2024!', logprob: -0.1, bytes: [1] }] };
    expect(redact(given)).toBe(given);
  });

  it('keeps the schema of a parameter that is named like a secret, but not its values', () => {
    const schema: Json = {
      properties: {
        password: { type: 'string', minLength: 8 },
        api_key: { $ref: '#/$defs/key' },
        token: { type: ['string', 'null'], description: 'a token' },
      },
    };
    expect(redact(schema)).toBe(schema);
    expect(redact({ password: { type: 'string', default: 'hunter2', enum: ['hunter3'] } })).toEqual(
      {
        password: {
          type: 'string',
          default: expect.stringMatching(MARK),
          enum: expect.stringMatching(MARK),
        },
      },
    );
  });

  it('reads names that stand beside their values', () => {
    expect(redact([{ name: 'DB_PASSWORD', value: 'x' }])).toEqual([
      { name: 'DB_PASSWORD', value: expect.stringMatching(MARK) },
    ]);
    expect(redact({ Key: 'api_key', Value: 'x' })).toEqual({
      Key: 'api_key',
      Value: expect.stringMatching(MARK),
    });
    expect(redact({ key: 'Authorization', value: 'Token 8f3a99' })).toEqual({
      key: 'Authorization',
      value: expect.stringMatching(MARK),
    });
    expect(redact(['Authorization', 'Token 8f3a99', 'accept', '*/*'])).toEqual([
      'Authorization',
      expect.stringMatching(MARK),
      'accept',
      '*/*',
    ]);
    expect(redact([['cookie', 'sid=8f3a99']])).toEqual([['cookie', expect.stringMatching(MARK)]]);
    const columns: Json = {
      required: ['password', 'username'],
      columns: ['secret', 'description'],
    };
    expect(redact(columns)).toBe(columns);
  });

  it('reads JSON in strings, two levels deep, and leaves it alone when nothing is in it', () => {
    const inner = JSON.stringify({ password: 'correct horse', n: 1 });
    const outer = JSON.stringify({ body: inner, ok: true });
    const cleaned = redact({ outer }) as { outer: string };
    const body = JSON.parse((JSON.parse(cleaned.outer) as { body: string }).body) as Json;
    expect(body).toEqual({ password: expect.stringMatching(MARK), n: 1 });

    const pretty = JSON.stringify({ max_tokens: 5, key: 'value' }, null, 2);
    expect(redact(pretty)).toBe(pretty);
  });

  it('finds escaped secrets in JSON strings, in cut ones, and behind duplicate names', () => {
    const escaped = `{"note":"${secret
      .split('')
      .map((c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`)
      .join('')}"}`;
    expect(redact(escaped)).not.toContain('\\u0073');
    expect(redact('{"user":"a","password":"Tr0ub4dor&3","rest":[1,2')).not.toContain('Tr0ub4dor');
    expect(redact('{"a":{"body":"{\\"api_key\\":\\"Tr0ub4dor&3\\",')).not.toContain('Tr0ub4dor');
    expect(redact(`{"token":"${secret}","token":"x"}`)).not.toContain(secret);
  });

  it('keeps own keys named __proto__ without touching any prototype', () => {
    const given = JSON.parse(
      '{"__proto__":{"password":"x"},"constructor":{"prototype":{"a":1}}}',
    ) as Json;
    const cleaned = redact(given) as object;
    expect(Object.getPrototypeOf(cleaned)).toBe(Object.prototype);
    expect(JSON.stringify(cleaned)).toMatch(/^\{"__proto__":\{"password":"\[redacted:/);
    expect(({} as { a?: number }).a).toBeUndefined();
  });

  it('turns lone surrogates into the replacement character', () => {
    expect(redact({ 'a\ud800': 'b\udc00c', pair: '\u{1f600}' })).toEqual({
      'a\ufffd': 'b\ufffdc',
      pair: '\u{1f600}',
    });
  });
});

describe('values of the environment', () => {
  const environment = {
    PAYMENT_SECRET: 'correct-horse-battery',
    SHORT_SECRET: 'hunter2',
    LANG: 'en_GB.UTF-8-and-more',
    SSH_AUTH_SOCK: '/tmp/ssh-abcdef/agent.1',
    TLS_PRIVATE_KEY: '/etc/tls/private.pem',
    SERVICE_AUTH: 'service-account',
  };
  const { redact: clean } = createRedactor({ environment });

  it('are hidden wherever they appear, whatever their format', () => {
    expect(clean({ note: 'it is correct-horse-battery, twice: correct-horse-battery.' })).toEqual({
      note: expect.stringMatching(
        /^it is \[redacted:environment:(\w{8})\], twice: \[redacted:environment:\1\]\.$/,
      ),
    });
  });

  it('are left alone when they are short, or only say where a secret is', () => {
    const note =
      'hunter2 en_GB.UTF-8-and-more /tmp/ssh-abcdef/agent.1 /etc/tls/private.pem service-account';
    expect(clean(note)).toBe(note);
  });

  it('come from process.env, read when the first event is', () => {
    const late = createRedactor();
    vi.stubEnv('HEDDLE_TEST_API_KEY', 'zebra-crossing-at-noon');
    expect(late.redactText('zebra-crossing-at-noon')).toMatch(MARK);
    vi.unstubAllEnvs();
  });
});

describe('paths', () => {
  const { redact: clean } = createRedactor({
    environment: false,
    paths: ['input.messages[*].content', 'metadata["a.b"]', 'input.rows[1]', 'output.*.name'],
    allowPaths: ['input.public'],
  });

  it('hide what stands there, of any kind', () => {
    const input = {
      messages: [{ role: 'user', content: 'hi' }, { content: { parts: [1] } }],
      rows: [1, 2, 3],
    };
    expect(clean(input, 'input')).toEqual({
      messages: [
        { role: 'user', content: expect.stringMatching(MARK) },
        { content: expect.stringMatching(MARK) },
      ],
      rows: [1, expect.stringMatching(MARK), 3],
    });
    expect(clean({ 'a.b': true }, 'metadata')).toEqual({ 'a.b': expect.stringMatching(MARK) });
    expect(clean({ x: { name: 'n', other: 1 } }, 'output')).toEqual({
      x: { name: expect.stringMatching(MARK), other: 1 },
    });
  });

  it('leave what is allowed as it is', () => {
    const input: Json = { public: { token: secret } };
    expect(clean(input, 'input')).toBe(input);
  });

  it('are refused when they cannot be read', () => {
    expect(() => createRedactor({ paths: ['input..x'] })).toThrow(
      'Cannot read the path "input..x"',
    );
    expect(() => createRedactor({ paths: [''] })).toThrow(TypeError);
    expect(() => createRedactor({ paths: ['a[b'] })).toThrow(TypeError);
  });
});

describe('patterns', () => {
  it('hide card numbers with a right check digit, written in any way', () => {
    const card = ['4111', '1111', '1111', '1111'];
    for (const written of [card.join(''), card.join(' '), card.join('-')]) {
      expect(redactText(`paid with ${written} today`)).toMatch(
        /^paid with \[redacted:card:\w{8}\] today$/,
      );
    }
    expect(redact({ n: Number(card.join('')) })).toEqual({ n: expect.stringMatching(MARK) });
    expect(redactText('paid with 4111 1111 1111 1112 today')).not.toContain('redacted');
    expect(createRedactor({ environment: false, cards: false }).redactText(card.join(''))).toBe(
      card.join(''),
    );
  });

  it('hide personal data when asked', () => {
    const patterns = [emailAddresses, phoneNumbers, bankAccounts, networkAddresses];
    const { redactText: clean } = createRedactor({ environment: false, patterns });
    expect(clean('mail ada.l+x@example.co.uk now')).toMatch(/^mail \[redacted:email:\w{8}\] now$/);
    expect(clean('call +44 20 7946 0958 now')).toMatch(/^call \[redacted:phone:\w{8}\] now$/);
    expect(clean('to GB82 WEST 1234 5698 7654 32 now')).toMatch(/^to \[redacted:iban:\w{8}\] now$/);
    expect(clean('to GB82 WEST 1234 5698 7654 33 now')).toBe('to GB82 WEST 1234 5698 7654 33 now');
    expect(clean('from 192.168.10.1 and 2001:db8::8a2e:370:7334')).toMatch(
      /^from \[redacted:ip:\w{8}\] and \[redacted:ip:\w{8}\]$/,
    );
    expect(clean('version 1.2.3 at 12:30:45')).toBe('version 1.2.3 at 12:30:45');
  });

  it("are the host's own, with a check", () => {
    const ticket = {
      name: 'ticket',
      pattern: /T-\d{4,8}/,
      check: (found: string) => found !== 'T-0000',
    };
    const { redactText: clean } = createRedactor({ environment: false, patterns: [ticket] });
    expect(clean('T-1234')).toMatch(MARK);
    expect(clean('T-1234 T-0000 T-5678')).toMatch(
      /^\[redacted:ticket:\w+\] T-0000 \[redacted:ticket:\w+\]$/,
    );
  });
});

describe('a redactor fails closed', () => {
  it('when a pattern of the host throws: the string is hidden, its siblings stay', () => {
    const check = (): boolean => {
      throw new Error('no');
    };
    const { redact: clean } = createRedactor({
      environment: false,
      patterns: [{ name: 'bad', pattern: /bad/, check }],
    });
    expect(clean({ a: 'this is bad', b: 'this is good' })).toEqual({
      a: '[redacted:error]',
      b: 'this is good',
    });
  });

  it('when quoted JSON is too deep to look at', () => {
    const deep = `${'['.repeat(100)}{"password":"correct horse"}${']'.repeat(100)}`;
    expect(redact({ deep, kept: 1 })).toEqual({ deep: '[redacted:error]', kept: 1 });
  });

  it('when the value cannot be walked', () => {
    const circular: { self?: unknown } = {};
    circular.self = circular;
    expect(redact(circular as Json)).toBe('[redacted:error]');
    const hostile = Object.defineProperty({}, 'x', {
      enumerable: true,
      get() {
        throw new Error('no');
      },
    });
    expect(redact(hostile as Json)).toBe('[redacted:error]');
  });

  it.each([
    [
      'throws',
      () => {
        throw new Error('no');
      },
    ],
    ['returns nothing', () => undefined],
    ['returns a function', () => () => 1],
    ['returns a promise', () => Promise.reject(new Error('late'))],
    ['returns a date', () => new Date()],
  ])('when the hook %s', (_, hook) => {
    const { redact: clean } = createRedactor({
      environment: false,
      hook: hook as unknown as () => Json,
    });
    expect(clean({ a: 1 })).toBe('[redacted:error]');
  });

  it('when the hook returns what JSON cannot say: what it can is kept, tagged', () => {
    const hook = (): Json => ({ big: 1n, at: new Date(0), ok: 'yes' }) as unknown as Json;
    expect(createRedactor({ environment: false, hook }).redact('x')).toEqual({
      big: '[bigint 1]',
      at: '1970-01-01T00:00:00.000Z',
      ok: 'yes',
    });
  });
});

describe('hooks', () => {
  it('see a value after the rules, and where it stands', () => {
    const seen: unknown[] = [];
    const { redact: clean } = createRedactor({
      environment: false,
      hook(value, path) {
        seen.push([path, value]);
        return { replaced: true };
      },
    });
    expect(clean({ password: 'hunter2' }, 'input')).toEqual({ replaced: true });
    expect(seen).toEqual([['input', { password: expect.stringMatching(MARK) }]]);
  });

  function handTimers(): Timers & { fire(): void } {
    let waiting: (() => void) | undefined;
    return {
      after(delayMs, callback) {
        expect(delayMs).toBe(50);
        waiting = callback;
        return () => (waiting = undefined);
      },
      fire: () => waiting?.(),
    };
  }

  it('may take their time, off the path, within a budget', async () => {
    const timers = handTimers();
    const quick = createRedactor({ environment: false, asyncHook: async (value) => [value] });
    expect(quick.isAsync).toBe(true);
    expect(await quick.redactAsync('a', 'input', timers)).toEqual(['a']);

    const slow = createRedactor({ environment: false, asyncHook: () => new Promise(() => {}) });
    const answer = slow.redactAsync('a', 'input', timers);
    timers.fire();
    expect(await answer).toBe('[redacted:error]');
  });

  it('that reject or throw hide the value; without them it is the same as redact', async () => {
    const rejecting = createRedactor({
      environment: false,
      asyncHook: () => Promise.reject(new Error('no')),
    });
    expect(await rejecting.redactAsync('a')).toBe('[redacted:error]');
    expect(rejecting.redact('a')).toBe('[redacted:error]');
    expect(rejecting.redactByRules('a')).toBe('a');
    const given: Json = { a: 1 };
    expect(await createRedactor({ environment: false }).redactAsync(given)).toBe(given);
  });
});

describe('what was captured', () => {
  const capture = createCapture();

  it('has its media described and its long texts cut, with no half secret at the cut', () => {
    const picture = `data:image/png;base64,${Buffer.alloc(3000, 7).toString('base64')}`;
    const text = `${'word '.repeat(52_427)}x ${secret} ${'y'.repeat(2_000_000)}`;
    const cleaned = redact(capture({ picture, text })) as { picture: Json; text: string };
    expect(cleaned.picture).toEqual({
      media: 'image/png',
      bytes: 3000,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(cleaned.text).toMatch(/x \[truncated: \d+ characters\]$/);
    expect(cleaned.text).not.toContain('sk-ant');
  });

  it('is hidden for its name however long it is', () => {
    const long = 'correct horse '.repeat(50_000);
    expect(redact(capture({ password: long, nested: [{ apiKey: long }] }))).toEqual({
      password: expect.stringMatching(MARK),
      nested: [{ apiKey: expect.stringMatching(MARK) }],
    });
  });

  it('finds secrets in text that only looked like media', () => {
    const text = `${'Ab1'.repeat(600)} then ${secret} and ${'Cd2'.repeat(200)}`;
    const cleaned = redact(capture(text)) as string;
    expect(cleaned).toMatch(/Ab1 then \[redacted:sk-ant:\w{8}\] and Cd2/);
  });
});
