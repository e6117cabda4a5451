/** OTLP over HTTP without an SDK, and without `@opentelemetry/api`. */
export { otlp } from './otlp.ts';
export type { OtlpOptions, OtlpProtocol } from './options.ts';
