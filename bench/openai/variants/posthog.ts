import { OpenAI as PostHogOpenAI } from '@posthog/ai/openai';
import type OpenAI from 'openai';
import { PostHog } from 'posthog-node';

/** PostHog, sending to a server that swallows it. */
export function posthogClient(url: string): OpenAI {
  const posthog = new PostHog('none', { host: url });
  return new PostHogOpenAI({ apiKey: 'none', baseURL: `${url}/v1`, posthog }) as unknown as OpenAI;
}
