/** PostHog, sending to a server that swallows it. */
export function wrap(url, require) {
  const { OpenAI } = require('@posthog/ai/openai');
  const { PostHog } = require('posthog-node');
  const posthog = new PostHog('none', { host: url });
  return { client: new OpenAI({ apiKey: 'none', baseURL: `${url}/v1`, posthog }) };
}
