/** What of the conventions is written, and whether payloads are. */
export interface SpanOptions {
  /**
   * Whether prompts, answers, arguments and results go into spans. Redacted as everything is, and
   * off by default, as the conventions ask.
   * `OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT`.
   */
  readonly content?: boolean;
  /**
   * `latest`: the current conventions alone. `compatible`: also the names that v1.36 had for the
   * same things. `latest` when `OTEL_SEMCONV_STABILITY_OPT_IN` lists `gen_ai_latest_experimental`,
   * else `compatible`.
   */
  readonly conventions?: 'latest' | 'compatible';
}

/** The options, resolved. */
export interface View {
  readonly content: boolean;
  readonly legacy: boolean;
}

const CONTENT = /^(true|1|span_only|span_and_event)$/i;

export function resolveView(
  { content, conventions }: SpanOptions,
  env: Readonly<Record<string, string | undefined>> = process.env,
): View {
  const optIn = (env['OTEL_SEMCONV_STABILITY_OPT_IN'] ?? '').split(',').map((word) => word.trim());
  const latest = optIn.includes('gen_ai_latest_experimental');
  return {
    content:
      content ?? CONTENT.test(env['OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT'] ?? ''),
    legacy: conventions === undefined ? !latest : conventions === 'compatible',
  };
}
