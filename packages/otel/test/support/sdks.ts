import { context, metrics, propagation, trace, type TracerProvider } from '@opentelemetry/api';
import { AsyncLocalStorageContextManager } from '@opentelemetry/context-async-hooks';
import { NodeSDK } from '@opentelemetry/sdk-node';
import * as v2 from '@opentelemetry/sdk-trace-base';
import * as v1 from 'sdk-trace-base-1';
import { heddleIdGenerator } from '../../src/index.ts';

/** A finished span, as every version of the SDK tells of it. */
export interface FinishedSpan {
  readonly name: string;
  readonly kind: number;
  readonly attributes: Readonly<Record<string, unknown>>;
  readonly events: readonly {
    readonly name: string;
    readonly attributes?: Readonly<Record<string, unknown>>;
  }[];
  readonly links: readonly {
    readonly context: { readonly spanId: string };
    readonly attributes?: object;
  }[];
  readonly status: { readonly code: number; readonly message?: string };
  readonly startTime: readonly [number, number];
  readonly endTime: readonly [number, number];
  readonly resource: { readonly attributes: Readonly<Record<string, unknown>> };
  spanContext(): { readonly traceId: string; readonly spanId: string; readonly traceFlags: number };
  readonly parentSpanContext?: { readonly spanId: string };
  /** SDK 1.x. */
  readonly parentSpanId?: string;
}

export interface RunningSdk {
  readonly provider: TracerProvider;
  finished(): readonly FinishedSpan[];
  stop(): Promise<void>;
}

export type SdkName = 'sdk-trace-base 1.x' | 'sdk-trace-base 2.x' | 'NodeSDK';

/** Real SDKs with an exporter in memory, registered as a host does. */
export const SDKS: Readonly<Record<SdkName, (options?: { readonly ids?: boolean }) => RunningSdk>> =
  {
    'sdk-trace-base 1.x': ({ ids = false } = {}) => {
      const exporter = new v1.InMemorySpanExporter();
      const provider = new v1.BasicTracerProvider({
        spanProcessors: [new v1.SimpleSpanProcessor(exporter)],
        ...(ids && { idGenerator: heddleIdGenerator() }),
      });
      return registered(
        provider as unknown as TracerProvider,
        () => exporter.getFinishedSpans() as never,
      );
    },
    'sdk-trace-base 2.x': ({ ids = false } = {}) => {
      const exporter = new v2.InMemorySpanExporter();
      const provider = new v2.BasicTracerProvider({
        spanProcessors: [new v2.SimpleSpanProcessor(exporter)],
        ...(ids && { idGenerator: heddleIdGenerator() }),
      });
      return registered(provider, () => exporter.getFinishedSpans());
    },
    NodeSDK: ({ ids = false } = {}) => {
      const exporter = new v2.InMemorySpanExporter();
      const sdk = new NodeSDK({
        spanProcessors: [new v2.SimpleSpanProcessor(exporter)],
        instrumentations: [],
        logRecordProcessors: [],
        metricReaders: [],
        autoDetectResources: false,
        ...(ids && { idGenerator: heddleIdGenerator() }),
      });
      sdk.start();
      return {
        provider: trace.getTracerProvider(),
        finished: () => exporter.getFinishedSpans(),
        stop: async () => {
          await sdk.shutdown();
          unregister();
        },
      };
    },
  };

export const SDK_NAMES = Object.keys(SDKS) as SdkName[];

function registered(provider: TracerProvider, finished: () => readonly FinishedSpan[]): RunningSdk {
  trace.setGlobalTracerProvider(provider);
  context.setGlobalContextManager(new AsyncLocalStorageContextManager().enable());
  return { provider, finished, stop: async () => unregister() };
}

function unregister(): void {
  trace.disable();
  context.disable();
  propagation.disable();
  metrics.disable();
}

/** The id of a span's parent, where every version keeps it. */
export function parentIdOf(span: FinishedSpan): string | undefined {
  return span.parentSpanContext?.spanId ?? span.parentSpanId;
}

/** Spans as an indented tree, in the order they began. */
export function spanTree(spans: readonly FinishedSpan[]): string {
  const ids = new Set(spans.map((span) => span.spanContext().spanId));
  const lines: string[] = [];
  const children = (parent: string | undefined): FinishedSpan[] =>
    spans.filter((span) => {
      const id = parentIdOf(span);
      return parent === undefined ? id === undefined || !ids.has(id) : id === parent;
    });
  const write = (span: FinishedSpan, indent: string): void => {
    lines.push(`${indent}${span.name} | ${KINDS[span.kind]} | ${STATUSES[span.status.code]}`);
    for (const child of inOrder(children(span.spanContext().spanId))) write(child, `${indent}  `);
  };
  for (const root of inOrder(children(undefined))) write(root, '');
  return lines.join('\n');
}

const KINDS = ['INTERNAL', 'SERVER', 'CLIENT'];
const STATUSES = ['UNSET', 'OK', 'ERROR'];

function inOrder(spans: readonly FinishedSpan[]): FinishedSpan[] {
  return [...spans].sort(
    (a, b) => a.startTime[0] - b.startTime[0] || a.startTime[1] - b.startTime[1],
  );
}
