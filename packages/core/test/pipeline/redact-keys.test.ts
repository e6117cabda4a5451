import { describe, expect, it } from 'vitest';
import { createKeyRules, splitWords } from '../../src/pipeline/redact-keys.ts';
import { createRedactor } from '../../src/pipeline/redact.ts';

const { redact } = createRedactor({ environment: false });

const SENSITIVE = [
  'authorization',
  'proxy authorization',
  'api key',
  'x api key',
  'x goog api key',
  'x functions key',
  'access token',
  'refresh token',
  'id token',
  'auth token',
  'bearer token',
  'session token',
  'csrf token',
  'x auth token',
  'x amz security token',
  'token',
  'github token',
  'client secret',
  'secret',
  'app secret',
  'secret key',
  'secret access key',
  'aws secret access key',
  'private key',
  'signing key',
  'encryption key',
  'ssh key',
  'access key',
  'password',
  'new password',
  'db password',
  'passphrase',
  'passwd',
  'pwd',
  'set cookie',
  'cookie',
  'cookies',
  'credential',
  'credentials',
  'jwt',
  'basic auth',
  'webhook secret',
  'cvv',
  'otp',
];

const capital = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);
const SPELLINGS: Readonly<Record<string, (words: string[]) => string>> = {
  camel: ([first = '', ...rest]) => first + rest.map(capital).join(''),
  pascal: (words) => words.map(capital).join(''),
  snake: (words) => words.join('_'),
  kebab: (words) => words.join('-'),
  upper: (words) => words.join('_').toUpperCase(),
  header: (words) => words.map(capital).join('-'),
  dotted: (words) => words.join('.'),
};

describe('names of secrets', () => {
  for (const [spelling, spell] of Object.entries(SPELLINGS)) {
    it.each(SENSITIVE)(`${spelling}: %s`, (name) => {
      const value = 'Zx81-not-a-word-42';
      expect(JSON.stringify(redact({ [spell(name.split(' '))]: value }))).not.toContain(value);
    });
  }

  it.each(['dbpassword', 'accesstoken', 'clientsecret', 'xapikey', '_authtoken', 'APIKEY'])(
    'without a break between the words: %s',
    (name) => {
      expect(redact({ [name]: 'Zx81-not-a-word-42' })).not.toEqual({
        [name]: 'Zx81-not-a-word-42',
      });
    },
  );
});

describe('splitWords', () => {
  it('reads every spelling alike', () => {
    for (const name of ['dbPassword', 'DbPassword', 'db_password', 'DB-PASSWORD', 'db.password2']) {
      expect(splitWords(name)).toEqual(['db', 'password']);
    }
    expect(splitWords('openAIAPIKey')).toEqual(['open', 'aiapi', 'key']);
    expect(splitWords('')).toEqual([]);
  });
});

describe('createKeyRules', () => {
  it('hides names of the host, wherever their words stand together', () => {
    const keys = createKeyRules(['customer email']);
    expect(keys('billingCustomerEmail')).toEqual({ name: 'custom', strict: true });
    expect(keys('customer_email_2')).toBeDefined();
    expect(keys('customerEmails')).toBeUndefined();
    expect(keys('emailOfCustomer')).toBeUndefined();
  });

  it('lets the list of allowed names win', () => {
    const keys = createKeyRules(['session'], ['session_id', 'apiKey']);
    expect(keys('sessionId')).toBeUndefined();
    expect(keys('API_KEY')).toBeUndefined();
    expect(keys('session')).toBeDefined();
  });

  it('remembers names in bounded number and goes on judging', () => {
    const keys = createKeyRules();
    for (let index = 0; index < 10_000; index++) keys(`field_${index}`);
    expect(keys('password')).toEqual({ name: 'password', strict: true });
    expect(keys('x'.repeat(100_000))).toBeUndefined();
  });
});
