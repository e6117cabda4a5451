import { seeded } from './random.ts';

/**
 * Secrets that never were: random characters in the formats of their providers. The prefixes are
 * put together from pieces, so that no scanner of this repository takes them for real.
 */
export interface Sample {
  readonly format: string;
  readonly place: string;
  /** The text around it, with the secret inside. */
  readonly text: string;
  /** What must not be left in it. */
  readonly secret: string;
}

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';
const ALNUM = UPPER + LOWER + DIGITS;
const WORD = `${ALNUM}_-`;
const HEX = `${DIGITS}abcdef`;
const BASE64 = `${ALNUM}+/`;
const CAPS = UPPER + DIGITS;

type Random = () => number;
type Make = (random: Random) => string;

const some = (random: Random, alphabet: string, length: number): string =>
  Array.from({ length }, () => alphabet[Math.floor(random() * alphabet.length)]).join('');
const between = (random: Random, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));
const join = (...parts: string[]): string => parts.join('');
const base64url = (value: unknown): string =>
  Buffer.from(JSON.stringify(value)).toString('base64url');

const format =
  (prefix: readonly string[], alphabet: string, length: number, high: number = length): Make =>
  (random) =>
    join(...prefix) + some(random, alphabet, between(random, length, high));

/** One maker per format; the key is its name in the report. */
export const FORMATS: Readonly<Record<string, Make>> = {
  'anthropic api': (random) => join('sk', '-ant-', 'api03-', some(random, WORD, 93), 'AA'),
  'anthropic admin': (random) => join('sk', '-ant-', 'admin01-', some(random, WORD, 93), 'AA'),
  'openai project': (random) =>
    join('sk', '-proj-', some(random, WORD, 74), 'T3Blbk', 'FJ', some(random, WORD, 74)),
  'openai service account': (random) =>
    join('sk', '-svcacct-', some(random, WORD, 58), 'T3Blbk', 'FJ', some(random, WORD, 58)),
  'openai legacy': (random) =>
    join('sk', '-', some(random, ALNUM, 20), 'T3Blbk', 'FJ', some(random, ALNUM, 20)),
  openrouter: format(['sk', '-or-', 'v1-'], HEX, 64),
  deepseek: format(['sk', '-'], HEX, 32),
  'github pat': format(['gh', 'p_'], ALNUM, 36),
  'github oauth': format(['gh', 'o_'], ALNUM, 36),
  'github user': format(['gh', 'u_'], ALNUM, 36),
  'github server': format(['gh', 's_'], ALNUM, 36),
  'github refresh': format(['gh', 'r_'], ALNUM, 36, 76),
  'github fine grained': (random) =>
    join('github', '_pat_', some(random, ALNUM, 22), '_', some(random, ALNUM, 59)),
  'gitlab pat': format(['gl', 'pat-'], WORD, 20),
  'gitlab routable': (random) =>
    join('gl', 'pat-', some(random, WORD, 27), '.', some(random, LOWER + DIGITS, 9)),
  'gitlab runner': format(['gl', 'rt-'], WORD, 20),
  'aws access key': format(['AK', 'IA'], `${UPPER}234567`, 16),
  'aws session key': format(['AS', 'IA'], `${UPPER}234567`, 16),
  'aws bedrock': format(['AB', 'SK'], BASE64, 109, 180),
  'google api': format(['AI', 'za'], WORD, 35),
  'google oauth': format(['ya', '29.'], WORD, 60, 180),
  'google client': format(['GOC', 'SPX-'], WORD, 28),
  'slack bot': (random) =>
    join(
      'xox',
      'b-',
      some(random, DIGITS, 12),
      '-',
      some(random, DIGITS, 12),
      '-',
      some(random, ALNUM, 24),
    ),
  'slack user': (random) =>
    join(
      'xox',
      'p-',
      some(random, DIGITS, 12),
      '-',
      some(random, DIGITS, 12),
      '-',
      some(random, HEX, 32),
    ),
  'slack app': (random) =>
    join(
      'xa',
      'pp-1-',
      some(random, CAPS, 11),
      '-',
      some(random, DIGITS, 13),
      '-',
      some(random, HEX, 64),
    ),
  'slack webhook': (random) =>
    join('T', some(random, CAPS, 9), '/B', some(random, CAPS, 9), '/', some(random, ALNUM, 24)),
  huggingface: format(['h', 'f_'], UPPER + LOWER, 34),
  groq: format(['gs', 'k_'], ALNUM, 52),
  replicate: format(['r', '8_'], ALNUM, 37),
  perplexity: format(['pp', 'lx-'], ALNUM, 48),
  xai: format(['x', 'ai-'], ALNUM, 80),
  tavily: format(['tv', 'ly-', 'dev-'], ALNUM, 32),
  langsmith: (random) => join('ls', 'v2_pt_', some(random, HEX, 32), '_', some(random, HEX, 10)),
  langfuse: (random) =>
    join('sk', '-lf-', [8, 4, 4, 4, 12].map((length) => some(random, HEX, length)).join('-')),
  stripe: format(['sk', '_live_'], ALNUM, 24, 99),
  'stripe restricted': format(['rk', '_live_'], ALNUM, 24, 99),
  'stripe test': format(['sk', '_test_'], ALNUM, 24, 99),
  'stripe webhook': format(['wh', 'sec_'], BASE64, 32),
  npm: format(['np', 'm_'], ALNUM, 36),
  pypi: format(['py', 'pi-', 'AgEIcHlwaS5vcmc'], WORD, 60, 160),
  rubygems: format(['ruby', 'gems_'], HEX, 48),
  docker: format(['dckr', '_pat_'], WORD, 27),
  sendgrid: (random) => join('S', 'G.', some(random, WORD, 22), '.', some(random, WORD, 43)),
  twilio: format(['S', 'K'], HEX, 32),
  mailgun: format(['ke', 'y-'], HEX, 32),
  brevo: (random) => join('xkey', 'sib-', some(random, HEX, 64), '-', some(random, ALNUM, 16)),
  resend: (random) => join('r', 'e_', some(random, ALNUM, 8), '_', some(random, ALNUM, 24)),
  shopify: format(['shp', 'at_'], HEX, 32),
  square: format(['sq0', 'atp-'], WORD, 22),
  meta: format(['EA', 'AC'], ALNUM, 100, 200),
  linear: format(['lin', '_api_'], ALNUM, 40),
  notion: format(['nt', 'n_'], ALNUM, 46),
  'notion old': format(['sec', 'ret_'], ALNUM, 43),
  figma: format(['fi', 'gd_'], WORD, 40),
  airtable: (random) => join('p', 'at', some(random, ALNUM, 14), '.', some(random, HEX, 64)),
  atlassian: format(['AT', 'ATT3'], `${WORD}=`, 186),
  doppler: format(['dp', '.pt.'], ALNUM, 43),
  vault: format(['hv', 's.'], WORD, 95),
  sentry: format(['sntr', 'yu_'], HEX, 64),
  posthog: format(['ph', 'x_'], ALNUM, 43),
  grafana: (random) => join('gl', 'sa_', some(random, ALNUM, 32), '_', some(random, HEX, 8)),
  newrelic: format(['NR', 'AK-'], CAPS, 27),
  postman: (random) => join('PM', 'AK-', some(random, HEX, 24), '-', some(random, HEX, 34)),
  digitalocean: format(['do', 'p_v1_'], HEX, 64),
  databricks: format(['da', 'pi'], HEX, 32),
  heroku: format(['HR', 'KU-', 'AA'], WORD, 58),
  planetscale: format(['psc', 'ale_tkn_'], WORD, 43),
  pulumi: format(['pu', 'l-'], HEX, 40),
  tailscale: (random) =>
    join('ts', 'key-auth-', some(random, ALNUM, 17), '-', some(random, ALNUM, 32)),
  telegram: (random) => join(some(random, '123456789', 10), ':A', 'A', some(random, WORD, 33)),
  discord: (random) =>
    join('M', some(random, ALNUM, 23), '.', some(random, ALNUM, 6), '.', some(random, WORD, 38)),
  entra: (random) => join(some(random, ALNUM, 3), '8', 'Q~', some(random, `${ALNUM}_.-`, 34)),
  agentmetrics: format(['am', '_live_'], WORD, 32),
  apie: format(['ap', 'ie_sk_'], WORD, 32),
  jwt: (random) =>
    [
      base64url({ alg: 'HS256', typ: 'JWT' }),
      base64url({
        sub: some(random, DIGITS, 12),
        iat: 1_700_000_000,
        name: some(random, LOWER, 20),
      }),
      some(random, WORD, 43),
    ].join('.'),
  pem: (random) => {
    const lines = Array.from({ length: 12 }, () => some(random, BASE64, 64));
    return [
      `-----BEGIN RSA PRIV${''}ATE KEY-----`,
      ...lines,
      `-----END RSA PRIV${''}ATE KEY-----`,
    ].join('\n');
  },
};

/** Secrets that are known by what stands around them rather than by a format of their own. */
const NAMED: Readonly<Record<string, (random: Random) => { text: string; secret: string }>> = {
  bearer: (random) => {
    const secret = some(random, WORD, between(random, 24, 60)) + some(random, DIGITS, 2);
    return { secret, text: `curl -H "Authorization: Bearer ${secret}" https://api.example.com` };
  },
  basic: (random) => {
    const pair = `user:${some(random, ALNUM, between(random, 10, 30))}`;
    const secret = Buffer.from(pair).toString('base64');
    return { secret, text: `sent with Basic ${secret} and refused` };
  },
  'database url': (random) => {
    const secret = some(random, `${ALNUM}!$*`, between(random, 8, 24));
    return { secret, text: `postgres://app:${secret}@db.internal:5432/main?sslmode=require` };
  },
  'redis url': (random) => {
    const secret = some(random, ALNUM, 16);
    return {
      secret,
      text: `Error: connect ECONNREFUSED rediss://:${secret}@cache.example.com:6380`,
    };
  },
  'azure storage': (random) => {
    const secret = `${some(random, BASE64, 86)}==`;
    return {
      secret,
      text: `DefaultEndpointsProtocol=https;AccountName=prod;AccountKey=${secret};EndpointSuffix=core.windows.net`,
    };
  },
  'discord webhook': (random) => {
    const secret = some(random, WORD, 68);
    return {
      secret,
      text: `https://discord.com/api/webhooks/${some(random, DIGITS, 18)}/${secret}`,
    };
  },
  'query parameter': (random) => {
    const secret = some(random, ALNUM, 24);
    return {
      secret,
      text: `GET https://api.example.com/v2/items?page=2&api_key=${secret}&sort=asc`,
    };
  },
  'shell variable': (random) => {
    const secret = some(random, ALNUM, 24);
    return { secret, text: `export DB_PASSWORD=${secret}\nnpm start` };
  },
  'header line': (random) => {
    const secret = some(random, WORD, 40);
    return {
      secret,
      text: `GET /v1/me HTTP/1.1\r\nHost: api.example.com\r\nX-Api-Key: ${secret}\r\n\r\n`,
    };
  },
};

type Place = (secret: string, random: Random) => string;

/** Where secrets turn up in what agents say and read. */
export const PLACES: Readonly<Record<string, Place>> = {
  prose: (secret) => `Sure! I used the key ${secret}. Please rotate it when you are done.`,
  quoted: (secret) => `the value is "${secret}", as you asked`,
  'json in json': (secret) =>
    JSON.stringify({ body: JSON.stringify({ note: `see ${secret}` }), status: 200 }),
  'pretty json': (secret) => JSON.stringify({ config: { value: secret, retries: 3 } }, null, 2),
  url: (secret) => `https://hooks.example.com/in?q=${encodeURIComponent(secret)}&page=1`,
  header: (secret) => `x-custom-thing: ${secret}\r\ncontent-type: application/json`,
  code: (secret) =>
    `const client = new Client({ auth: '${secret.replaceAll('\n', String.raw`\n`)}' });`,
  'stack trace': (secret) =>
    `Error: 401 for ${secret}\n    at fetch (node:internal/deps/undici/undici:12618:11)\n    at async main (/srv/app/index.js:10:3)`,
  'log line': (secret) => `2026-11-21T10:00:00Z level=info msg=login credential=${secret} ms=12`,
  markdown: (secret) => `| name | value |\n| --- | --- |\n| key | \`${secret}\` |`,
  'escaped newline': (secret) => `first\\n${secret.replaceAll('\n', String.raw`\n`)}\\nlast`,
};

/** `count` samples, every format in every place in turn, repeated by the seed. */
export function secretSamples(count: number, seed: number): Sample[] {
  const random = seeded(seed);
  const samples: Sample[] = [];
  const formats = Object.entries(FORMATS);
  const places = Object.entries(PLACES);
  const named = Object.entries(NAMED);
  for (let index = 0; samples.length < count; index++) {
    const [name, make] = formats[index % formats.length] as [string, Make];
    const [place, put] = places[Math.floor(index / formats.length) % places.length] as [
      string,
      Place,
    ];
    const whole = make(random);
    if (name === 'slack webhook') {
      const text = put(`https://hooks.slack.com/services/${whole}`, random);
      samples.push({ format: name, place, secret: whole.split('/')[2] as string, text });
    } else {
      samples.push({ format: name, place, secret: heart(whole), text: put(whole, random) });
    }
    if (index % 10 === 0) {
      const [context, makeNamed] = named[(index / 10) % named.length] as (typeof named)[number];
      samples.push({ format: context, place: 'in place', ...makeNamed(random) });
    }
  }
  return samples;
}

/** True when any 12 characters of a secret are left in a text: half a secret is a secret too. */
export function isLeft(secret: string, text: string): boolean {
  for (let index = 0; index + 12 <= secret.length; index++) {
    if (text.includes(secret.slice(index, index + 12))) return true;
  }
  return text.includes(secret);
}

/** The part of a secret that stays the same however it is escaped, and that gives it away. */
function heart(secret: string): string {
  if (secret.startsWith('-----BEGIN')) return secret.split('\n')[6] as string;
  const runs = secret.split(/[^A-Za-z0-9_-]/);
  return runs.reduce((longest, run) => (run.length > longest.length ? run : longest), '');
}
