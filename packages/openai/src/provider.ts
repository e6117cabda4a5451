import { string } from './apis/read.ts';

/**
 * Who answers at which host, by OpenTelemetry's names where it has one: many providers speak
 * OpenAI's language. https://opentelemetry.io/docs/specs/semconv/registry/attributes/gen-ai/
 */
const HOSTS: readonly (readonly [suffix: string, provider: string])[] = [
  ['openai.azure.com', 'azure.ai.openai'],
  ['cognitiveservices.azure.com', 'azure.ai.openai'],
  ['services.ai.azure.com', 'azure.ai.inference'],
  ['amazonaws.com', 'aws.bedrock'],
  ['api.groq.com', 'groq'],
  ['api.deepseek.com', 'deepseek'],
  ['api.mistral.ai', 'mistral_ai'],
  ['api.x.ai', 'x_ai'],
  ['api.perplexity.ai', 'perplexity'],
  ['api.anthropic.com', 'anthropic'],
  ['api.cohere.ai', 'cohere'],
  ['generativelanguage.googleapis.com', 'gcp.gemini'],
  ['aiplatform.googleapis.com', 'gcp.vertex_ai'],
  ['openrouter.ai', 'openrouter'],
  ['api.together.xyz', 'together'],
  ['api.fireworks.ai', 'fireworks'],
];

/** Who runs the models of a client: `openai` unless its class or its base URL says otherwise. */
export function providerOf(client: object): string {
  if ('deploymentName' in client || '_deployment' in client) return 'azure.ai.openai';
  const host = hostOf(string((client as { baseURL?: unknown }).baseURL));
  const known = HOSTS.find(([suffix]) => host === suffix || host.endsWith(`.${suffix}`));
  return known?.[1] ?? 'openai';
}

function hostOf(url: string | undefined): string {
  return url !== undefined && URL.canParse(url) ? new URL(url).hostname : '';
}
