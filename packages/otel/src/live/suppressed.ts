import { ROOT_CONTEXT, createContextKey, type Context } from '@opentelemetry/api';

/**
 * The key by which `@opentelemetry/core` says that nothing is to be traced. Keys of the API are
 * registered symbols, so the SDK's instrumentations understand it without that package.
 */
const SUPPRESS_TRACING = createContextKey('OpenTelemetry SDK Context Key SUPPRESS_TRACING');

/** Where our own requests run: in nobody's trace, and observed by no instrumentation. */
export const SUPPRESSED: Context = ROOT_CONTEXT.setValue(SUPPRESS_TRACING, true);
