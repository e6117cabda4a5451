/** OTLP in: other programs' spans as events. Pure, and without `@opentelemetry/api`. */
export { eventsFromOtlp } from './events-from-otlp.ts';
export type { OtlpRequest } from './read-request.ts';
