export { heddleIdGenerator, type HeddleIdGenerator } from './api/id-generator.ts';
export { otelTransport, type OtelTransport } from './api/otel-transport.ts';
export type { ProviderOptions } from './api/providers.ts';
export { openTelemetry, type OpenTelemetryOptions } from './live/open-telemetry.ts';
export { otelContextManager, type OtelContextManagerOptions } from './live/otel-context-manager.ts';
export { otlp } from './otlp/otlp.ts';
export type { OtlpOptions, OtlpProtocol } from './otlp/options.ts';
export type { SpanOptions } from './spans/view.ts';
