import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics';
import { BasicTracerProvider } from '@opentelemetry/sdk-trace-base';
import { createHeddle, memory } from '@heddle/core';
import { describe, expect, it } from 'vitest';
import { openTelemetry, otelTransport, type ProviderOptions } from '../src/index.ts';
import { exampleOptions, exampleRun } from './support/example-run.ts';

interface Point {
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly sum: number | undefined;
  readonly boundaries: readonly number[];
}

async function measured(
  live: boolean,
  options: ProviderOptions = {},
): Promise<Readonly<Record<string, readonly Point[]>>> {
  const exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE);
  const meterProvider = new MeterProvider({
    readers: [new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 1e8 })],
  });
  const given = {
    tracerProvider: new BasicTracerProvider(),
    meterProvider,
    conventions: 'latest' as const,
    ...options,
  };
  const heddle = createHeddle({
    ...exampleOptions,
    ...(live
      ? { ...openTelemetry(given), transport: memory() }
      : { transport: otelTransport(given) }),
  });
  await exampleRun(heddle);
  await heddle.shutdown();
  await meterProvider.forceFlush();
  const metrics = exporter
    .getMetrics()
    .flatMap(({ scopeMetrics }) => scopeMetrics.flatMap((scope) => scope.metrics));
  await meterProvider.shutdown();
  return Object.fromEntries(
    metrics.map(({ dataPoints, descriptor }) => [
      `${descriptor.name} ${descriptor.unit}`,
      dataPoints.map(({ attributes, value }) => {
        const { buckets, sum } = value as { sum?: number; buckets: { boundaries: number[] } };
        return { attributes, sum, boundaries: buckets.boundaries };
      }),
    ]),
  );
}

describe.each([true, false])('metrics (live: %s)', (live) => {
  it('are those of the conventions, in their units and buckets', async () => {
    const metrics = await measured(live);
    expect(Object.keys(metrics).sort()).toEqual([
      'gen_ai.client.operation.duration s',
      'gen_ai.client.operation.time_to_first_chunk s',
      'gen_ai.client.token.usage {token}',
      'gen_ai.execute_tool.duration s',
      'gen_ai.invoke_agent.duration s',
      'mcp.client.operation.duration s',
    ]);
    const model = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-5',
      'gen_ai.response.model': 'gpt-5-2026',
    };
    const usage = metrics['gen_ai.client.token.usage {token}'];
    expect(usage?.map(({ attributes, sum }) => ({ attributes, sum }))).toEqual([
      { attributes: { ...model, 'gen_ai.token.type': 'input' }, sum: 120 },
      { attributes: { ...model, 'gen_ai.token.type': 'output' }, sum: 30 },
    ]);
    expect(usage?.[0]?.boundaries.at(-1)).toBe(67108864);
    expect(metrics['gen_ai.client.operation.time_to_first_chunk s']?.[0]).toMatchObject({
      sum: 0.25,
      attributes: model,
    });
  });

  it('say what failed, and by which error', async () => {
    const tools = (await measured(live))['gen_ai.execute_tool.duration s'] ?? [];
    expect(
      Object.fromEntries(
        tools.map(({ attributes }) => [attributes['gen_ai.tool.name'], attributes['error.type']]),
      ),
    ).toEqual({
      search: undefined,
      'memory.remember': undefined,
      remove: 'guard_blocked',
      ship: 'E_CARRIER',
    });
  });

  it('can be left out', async () => {
    expect(await measured(live, { metrics: false })).toEqual({});
  });
});
