import { describe, expect, it } from 'vitest';
import { resolveOtlpOptions } from '../../src/otlp/options.ts';
import { resolveView } from '../../src/spans/view.ts';

describe('the environment of OpenTelemetry’s exporters', () => {
  it('is understood where options are silent', () => {
    const { headers, protocol, resource, url } = resolveOtlpOptions(
      {},
      {
        OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otlp.example.com/base',
        OTEL_EXPORTER_OTLP_HEADERS: 'Api-Key=k%3D1,x-team=desk',
        OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
        OTEL_RESOURCE_ATTRIBUTES: 'service.namespace=shop,service.name=other',
        OTEL_SERVICE_NAME: 'desk',
      },
    );
    expect(String(url)).toBe('https://otlp.example.com/base/v1/traces');
    expect(headers).toMatchObject({
      'api-key': 'k=1',
      'x-team': 'desk',
      'content-type': 'application/json',
    });
    expect(protocol).toBe('http/json');
    expect(resource).toMatchObject({ 'service.namespace': 'shop', 'service.name': 'desk' });
  });

  it('is overruled by options', () => {
    const env = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://wrong', OTEL_SERVICE_NAME: 'wrong' };
    const { resource, url } = resolveOtlpOptions(
      { url: 'http://right:4318', serviceName: 'right' },
      env,
    );
    expect(String(url)).toBe('http://right:4318/v1/traces');
    expect(resource['service.name']).toBe('right');
  });

  it('gives the address for traces as it is to be called', () => {
    const env = { OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'http://otlp:4318/in' };
    expect(String(resolveOtlpOptions({}, env).url)).toBe('http://otlp:4318/in');
    expect(String(resolveOtlpOptions({}, {}).url)).toBe('http://localhost:4318/v1/traces');
  });
});

describe('the stability opt-in', () => {
  it('leaves the old names out once it is given', () => {
    expect(resolveView({}, {}).legacy).toBe(true);
    const env = { OTEL_SEMCONV_STABILITY_OPT_IN: 'http, gen_ai_latest_experimental' };
    expect(resolveView({}, env).legacy).toBe(false);
    expect(resolveView({ conventions: 'compatible' }, env).legacy).toBe(true);
  });

  it('and content are two things', () => {
    expect(resolveView({}, {}).content).toBe(false);
    const env = { OTEL_INSTRUMENTATION_GENAI_CAPTURE_MESSAGE_CONTENT: 'SPAN_ONLY' };
    expect(resolveView({}, env).content).toBe(true);
    expect(resolveView({ content: false }, env).content).toBe(false);
  });
});
