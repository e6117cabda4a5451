/** Names that agents use and that a list of substrings would hide: none of them is a secret. */
export const HARMLESS_NAMES: readonly string[] = `
max_tokens maxTokens min_tokens prompt_tokens promptTokens completion_tokens completionTokens
total_tokens totalTokens input_tokens inputTokens output_tokens outputTokens cached_tokens
cachedInputTokens reasoning_tokens reasoningTokens audio_tokens text_tokens image_tokens
cache_read_input_tokens cache_creation_input_tokens cacheWriteTokens accepted_prediction_tokens
rejected_prediction_tokens max_completion_tokens max_output_tokens maxOutputTokens tokenCount
token_count tokens tokensUsed tokens_used tokenUsage token_usage tokenLimit tokenBudget budget_tokens
tokensPerSecond tokens_per_second outputTokensPerSecond costPerToken pricePerToken timeToFirstToken
time_to_first_token tokenizer tokenizerName tokenize tokenized detokenize tokenization tokenType
token_type tokenId tokenIndex stop_token stopToken eos_token eosToken bos_token pad_token
special_tokens nextPageToken next_page_token pageToken page_token nextToken previousToken
continuationToken continuation_token syncToken cursorToken cancellationToken progressToken
progress_token resumptionToken tokenEndpoint token_endpoint tokenUrl tokenExpiresAt token_expiry
author authors authority authorities authorId authorName authored co_author authorizationUrl
authorization_endpoint authorizationPolicy authMethod auth_method authType auth_type authProvider
authMode authScopes authenticated isAuthenticated authenticationRequired unauthenticated
authenticity session sessionId session_id sessionName sessionKind sessions sessionCount
sessionSequenceNumber sessionTimeout sessionDuration key keys keyword keywords keyboard keyboardLayout
keyName key_name keyCount keyId primaryKey primary_key foreignKey foreign_key partitionKey
partition_key sortKey sort_key cacheKey cache_key idempotencyKey idempotency_key idempotentKey
routingKey routing_key objectKey object_key groupKey group_key lookupKey stepKey step_key agentKey
agent_key runKey itemKey rowKey mapKey dictKey publicKey public_key uniqueKey surrogateKey hotkey
shortcutKey arrowKey monkey monkeys turkey donkey hockey jockey keynote keystroke keyframe
keyframes passKeyCount secretary secretariat secretaryOf secretName secret_name secretArn
secretVersion secretId secretsManagerArn passwordLength password_length passwordPolicy
password_policy passwordHint passwordField passwordInput passwordStrength passwordResetUrl
password_reset_url passwordExpiresAt passwordUpdatedAt passwordMinLength credentialId credential_id
credentialType credentialsProvider credentialsPath credentialName cookieConsent cookiePolicy
cookieBanner cookieDomain cookieName passenger passengers passage passages passing passed passCount
passRate bypass compass surpass tokenStore certificate certificateName fingerprint signature_algorithm
accessLevel access_level accessMode accessedAt access apiVersion api_version apiName apiUrl api_base
apiBase apiType apiKeyId api_key_id apiKeyName accessKeyId privateNotes private isPrivate encrypted
encryption encryptionMode hash hashes checksum digest nonce salt seed pin pinned pins opinion
spinner shipping otpions cardinality cardCount cardId discard hostname host port username user userId
bearerCapacity forebearer bearing jwtIssuer oauthProvider oauth_scopes webhookUrl webhookId
webhook_id deployKeyId model modelName deployment temperature top_p frequency_penalty logit_bias
tool_choice toolCallId tool_call_id finish_reason finishReason response_format system_fingerprint
service_tier safety_identifier prompt_cache_key parallel_tool_calls
`
  .trim()
  .split(/\s+/);

/** Values that agents write under any name. */
export const HARMLESS_VALUES: readonly unknown[] = [
  4096,
  0.25,
  true,
  null,
  'auto',
  'gpt-4o-mini-2024-07-18',
  '0193a4b2-77c1-7d5e-8a9b-3f1c2d4e5f60',
  '2026-11-21T10:00:00.000Z',
  'https://example.com/docs/getting-started',
];

/** Texts that look dangerous to a careless pattern. */
export const HARMLESS_TEXTS: readonly string[] = [
  'The secret of good tea is patience: warm the pot first.',
  'Please enter your password to continue.',
  'Your password must be at least 12 characters long.',
  'Forgot password? Click the reset link in your mail.',
  'The bearer of this letter is authorised to collect the parcel.',
  'Bearer authentication is described in RFC 6750, section 2.1.',
  'Basic understanding of statistics is expected. Basic training starts on Monday.',
  'Basic authentication sends the user name and the password in base64.',
  'token: a unit of text; the model reads about four characters per token',
  'max_tokens=4096 temperature=0.7 top_p=1 presence_penalty=0',
  'usage: {"prompt_tokens": 1234, "completion_tokens": 56, "total_tokens": 1290}',
  '{"max_tokens": 1024, "stop_token": "</s>", "tokenizer": "cl100k_base"}',
  'const token = await getToken(); headers.set("authorization", `Bearer ${token}`);',
  'const apiKey = process.env.OPENAI_API_KEY;',
  'api_key=os.environ["OPENAI_API_KEY"]',
  'client = OpenAI(api_key=settings.openai_api_key)',
  'export OPENAI_API_KEY=<your key here>',
  'export OPENAI_API_KEY=$(cat ~/.openai)',
  'password = input("Password: ")',
  'password: string; token?: string; secret: string | undefined;',
  'interface Credentials { user: string; password: string }',
  'function checkPassword(password: string): boolean { return password.length >= 12; }',
  'if (password === confirmPassword) return true;',
  'SELECT id, password_hash IS NOT NULL AS has_password FROM users WHERE token_count > 100;',
  'fetch(url, { credentials: "include", mode: "cors" })',
  'Set the x-api-key header to your key.',
  'Use the key= parameter to sort, as in sorted(items, key=lambda item: item.name)',
  'sorted(rows, key=operator.itemgetter("created_at"))',
  'primary key (tenant_id, event_id)',
  'localStorage.setItem("theme", "dark")',
  'The authors, in order: A. Smith, B. Jones. Authority: city council.',
  'chatcmpl-9xKlmN3pQ7rStUvWxYzAbCdEfGhIj',
  'call_9xKlmN3pQ7rStUvWxYzAbCdE',
  'resp_67ccd3a9da748190baa7f1570fe91ac604becb25c45c1d41',
  'msg_01XFDUDYJgAACzvnptvVoYEL',
  'toolu_01A09q90qw90lq917835lq9',
  'req_011CQxPzWmTqV7v3bL9nKd2F',
  'run_AbCdEf0123456789AbCdEf01 thread_AbCdEf0123456789AbCdEf01 asst_AbCdEf0123456789',
  'file-AbCdEf0123456789AbCdEf01 vs_67ccd3a9da748190baa7 org-AbCdEf0123456789AbCdEf01',
  'proj_AbCdEf0123456789AbCdEf01 batch_67ccd3a9da748190baa7 ft:gpt-4o-mini:acme::9xKlmN3p',
  'commit 8a29d36f0c1b2d3e4f5a6b7c8d9e0f1a2b3c4d5e',
  'sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'sha512-yPCfPcBDbYhYlhYVbIYDBbRvuPLBqDUHKlUGpZgSoBLUCEcnJ4Yb8tDfdN8aSQ/5Q9PjzuWAzCrkvwXLkLDSWA==',
  'integrity="sha384-oqVuAfXRKap7fdgcCY5uykM6+R9GqQ8K/uxy9rx7HNQlGYl1kPzQho1wx4JwY8wC"',
  'ETag: "33a64df551425fcc55e4d42a148795d9f25f89d4"',
  'traceparent: 00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  'arn:aws:secretsmanager:eu-west-1:123456789012:secret:prod/db-AbCdEf',
  'arn:aws:iam::123456789012:role/deploy-role',
  'registry.example.com/team/app@sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08',
  'https://example.com/reset-password?step=2&lang=en',
  'https://example.com/users/42/tokens?page=2&per_page=100',
  'https://user@example.com/path and mailto:someone@example.com',
  'http://localhost:3000/@scope/package?mail=someone@example.com',
  'git@github.com:openai/openai-node.git',
  'npm_config_registry npm_package_name npm_lifecycle_event npm_config_user_agent',
  'disk-0123456789abcdefghijklmn and risk-abcdefgh12345678901234',
  'const apiKey=readKeyFromVault2(name); const token=getToken1ForUser(user);',
  'sk-learn, task-queue-worker-number-12, disk-usage-report-2026-11-21, risk-score',
  'class="sk-fading-circle sk-circle-fade-dot sk-spinner-double-bounce"',
  'key-value store, key-frame animation, key-sharing-between-workers',
  're_compile re_export_all_members_of_module pattern_re_match',
  'hf_transfer hf_hub_download gsk_prefix figd_ glpat- ghp_ xoxb- (prefixes only)',
  'secret_santa secret_manager secret_key_base_is_missing',
  'SKU-0012345 SKETCH TASKS RISK SK-II EAAS AKIA AIza dapi',
  'SKU: SK1234567890 and SK0987654321',
  'pypi-publish, pypi-attestations-verifier, docker-pat-rotation',
  'The quick brown fox jumps over the lazy dog 1234567890',
  'Invoice 4000-1234-5678-9010-22 of 2026-11-21; order 1234567890123456',
  'phone 555-0100, room 12-34-56, version 1.2.3-beta.4+build.5678',
  'timestamps 1732156531000 1732156531000000 1732156531000000000',
  'snowflakes 1234567890123456789 and 987654321098765432',
  'numbers 0.1234567890123456 and 3.14159265358979 and 1e308',
  'MAC 00:1B:44:11:3A:B7, IPv6 2001:db8:85a3:0:0:8a2e:370:7334',
  'data: id=42 name=blue-widget price=19.99 token_count=128',
  '-----BEGIN CERTIFICATE-----\nMIIBszCCAVmgAwIBAgIUQ2Fubm90IGJlIHJlYWwgY2VydA==\n-----END CERTIFICATE-----',
  'A private key starts with -----BEGIN PRIVATE KEY----- and ends with a similar line.',
  'base64 of hello world: aGVsbG8gd29ybGQ=',
  '{"type":"object","properties":{"password":{"type":"string","description":"The user password"}}}',
  '{"name":"login","parameters":{"required":["password","token"]}}',
  'event: message\ndata: {"type":"content_block_delta","delta":{"text":"Hello"}}',
  'eyJ is how base64 of {" starts; eyJhbGciOi alone is a header',
  'Error: invalid token at position 17: unexpected character',
  'TypeError: Cannot read properties of undefined (reading "secret")\n    at login (/srv/app/auth/token.js:12:34)',
  'npm error code E401: Unable to authenticate, need: Basic realm="registry"',
  'cookie: a small file; cookies: several; cookie policy: see below',
  'authorization: required for every route; authentication: optional',
  'The credentials provider chain: environment, file, instance metadata.',
  'w:100% h:50px color:#ff8800 background:url(/img/key.png)',
  'passed=12 failed=0 skipped=3 pass_rate=0.98',
  'AUTH_METHOD=oidc TOKEN_TTL=3600 KEY_COUNT=12 SECRET_NAME=prod-db',
  'Die Behörde (authority) prüft den Schlüssel — nicht das Passwort.',
  '東京の天気は晴れです。トークン数は128です。',
];
