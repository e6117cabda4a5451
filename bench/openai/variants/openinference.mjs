/** OpenInference on OpenTelemetry, with an exporter that drops. */
export function wrap(client, require) {
  const { OpenAIInstrumentation } = require('@arizeai/openinference-instrumentation-openai');
  const { NodeTracerProvider, BatchSpanProcessor } = require('@opentelemetry/sdk-trace-node');
  const exporter = { export: (_spans, done) => done({ code: 0 }), shutdown: async () => {} };
  const tracerProvider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  tracerProvider.register();
  const instrumentation = new OpenAIInstrumentation({ tracerProvider });
  instrumentation.manuallyInstrument(require('openai'));
  return { client };
}
