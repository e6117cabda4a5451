import type { Attributes as MetricAttributes, Context, Histogram, Meter } from '@opentelemetry/api';
import type { AnyEvent } from '@heddle/events';
import { METRICS, type MetricRule } from '../semantic-conventions.ts';
import type { SpanDescription } from '../spans/describe-span.ts';
import { readPath } from '../spans/read-path.ts';

/** Records endings with the instruments of the conventions. */
export class Meters {
  readonly #getMeter: () => Meter;
  readonly #instruments = new Map<string, Histogram>();

  /** The API's meters do not turn real when an SDK is registered later: one is asked for late. */
  constructor(getMeter: () => Meter) {
    this.#getMeter = getMeter;
  }

  /** `context` holds the span, for exemplars. */
  record(event: AnyEvent, { attributes, kind, rule }: SpanDescription, context: Context): void {
    for (const metric of METRICS) {
      if (metric.span !== rule || (metric.kind !== undefined && metric.kind !== kind)) continue;
      const value = readPath(event, metric.from);
      if (typeof value !== 'number') continue;
      const labels: MetricAttributes = { ...metric.fixed };
      for (const name of metric.attributes) {
        if (attributes[name] !== undefined) labels[name] = attributes[name];
      }
      if (metric.unit === 's' && attributes['error.type'] !== undefined) {
        labels['error.type'] = attributes['error.type'];
      }
      this.#instrument(metric).record(metric.unit === 's' ? value / 1000 : value, labels, context);
    }
  }

  #instrument({ boundaries, description, name, unit }: MetricRule): Histogram {
    let instrument = this.#instruments.get(name);
    if (instrument === undefined) {
      const advice = { explicitBucketBoundaries: [...boundaries] };
      instrument = this.#getMeter().createHistogram(name, { unit, description, advice });
      this.#instruments.set(name, instrument);
    }
    return instrument;
  }
}
