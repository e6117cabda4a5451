import { OpenAIInstrumentation } from '@arizeai/openinference-instrumentation-openai';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import OpenAI from 'openai';

/** OpenInference on OpenTelemetry, with an exporter that drops. It patches the class. */
export function instrumented(client: OpenAI): OpenAI {
  const exporter = {
    export: (_spans: unknown, done: (result: { code: number }) => void) => done({ code: 0 }),
    shutdown: async () => {},
  };
  const tracerProvider = new NodeTracerProvider({
    spanProcessors: [new BatchSpanProcessor(exporter)],
  });
  tracerProvider.register();
  new OpenAIInstrumentation({ tracerProvider }).manuallyInstrument(OpenAI as never);
  return client;
}
