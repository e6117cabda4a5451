import { describe, expect, it } from 'vitest';
import { decodeProtobuf } from '../../src/otlp/decode-protobuf.ts';
import { encodeProtobuf } from '../../src/otlp/encode-protobuf.ts';
import { officialDecode, officialEncode } from '../support/official-otlp.ts';

/** Every field that we write or read, and every kind of value. */
const request = {
  resourceSpans: [
    {
      resource: { attributes: [{ key: 'service.name', value: { stringValue: 'dèsk ✓' } }] },
      scopeSpans: [
        {
          scope: { name: 'scope', version: '1' },
          spans: [
            {
              traceId: '0af7651916cd43dd8448eb211c80319c',
              spanId: '00f067aa0ba902b7',
              parentSpanId: 'b7ad6b7169203331',
              traceState: 'a=b',
              name: 'n'.repeat(300),
              kind: 3,
              startTimeUnixNano: '1767225600123456789',
              endTimeUnixNano: '18446744073709551615',
              attributes: [
                { key: 'bool', value: { boolValue: true } },
                { key: 'int', value: { intValue: '-42' } },
                { key: 'big', value: { intValue: '9007199254740993' } },
                { key: 'double', value: { doubleValue: 0.1 } },
                {
                  key: 'list',
                  value: { arrayValue: { values: [{ stringValue: 'x' }, { intValue: '1' }] } },
                },
                {
                  key: 'map',
                  value: { kvlistValue: { values: [{ key: 'k', value: { boolValue: true } }] } },
                },
                { key: 'bytes', value: { bytesValue: 'AAEC' } },
              ],
              events: [{ timeUnixNano: '1', name: 'exception', attributes: [] as object[] }],
              links: [
                {
                  traceId: '0af7651916cd43dd8448eb211c80319c',
                  spanId: '00f067aa0ba902b7',
                  flags: 257,
                },
              ],
              status: { code: 2, message: 'no' },
              flags: 768,
            },
          ],
        },
      ],
    },
  ],
};

/** Empty lists are not on the wire. */
const withoutEmpty = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_, item: unknown) =>
    Array.isArray(item) && item.length === 0 ? undefined : item,
  );

describe('protobuf', () => {
  it('that we write is what the official definitions read', () => {
    const bytes = encodeProtobuf('ExportTraceServiceRequest', request);
    expect(withoutEmpty(officialDecode(bytes))).toEqual(
      withoutEmpty(officialDecode(officialEncode(request))),
    );
    expect(officialDecode(bytes).resourceSpans[0]?.scopeSpans[0]?.spans[0]).toMatchObject({
      endTimeUnixNano: '18446744073709551615',
      attributes: expect.arrayContaining([
        { key: 'big', value: { intValue: '9007199254740993' } },
      ]) as object,
    });
  });

  it('that the official definitions write is what we read', () => {
    const read = decodeProtobuf('ExportTraceServiceRequest', officialEncode(request));
    expect(withoutEmpty(read)).toEqual(withoutEmpty(request));
  });

  it('with fields of a later version is read without them', () => {
    const bytes = Buffer.concat([
      encodeProtobuf('ExportTraceServiceResponse', { partialSuccess: { rejectedSpans: '3' } }),
      // Field 99: a varint; 100: eight bytes; 101: a text; 102: four bytes.
      Buffer.from(
        '98060aa106' + '0102030405060708' + 'aa0602' + '6869' + 'b506' + '01020304',
        'hex',
      ),
    ]);
    expect(decodeProtobuf('ExportTraceServiceResponse', bytes)).toEqual({
      partialSuccess: { rejectedSpans: '3' },
    });
  });

  it('that is cut anywhere is refused with a sentence, and never read past its end', () => {
    const whole = Buffer.from(officialEncode(request));
    for (let length = 1; length < whole.length; length++) {
      try {
        decodeProtobuf('ExportTraceServiceRequest', whole.subarray(0, length));
      } catch (error) {
        expect(error).toBeInstanceOf(TypeError);
        expect((error as Error).message).toMatch(/^This is no OTLP protobuf message: /);
      }
    }
  });

  it('nested without end, or of no shape at all, is refused', () => {
    let value: Uint8Array = Buffer.alloc(0);
    // AnyValue { arrayValue { values [ AnyValue … ] } }
    for (let depth = 0; depth < 100; depth++) value = wrapped(depth % 2 === 0 ? 0x0a : 0x2a, value);
    expect(() => decodeProtobuf('ExportTraceServiceRequest', nest(value))).toThrow(
      /nested too deeply/,
    );
    expect(() => decodeProtobuf('ExportTraceServiceRequest', Buffer.from('not protobuf'))).toThrow(
      TypeError,
    );
  });
});

function wrapped(tag: number, inner: Uint8Array): Uint8Array {
  const length =
    inner.length < 128 ? [inner.length] : [(inner.length & 127) | 128, inner.length >> 7];
  return Buffer.concat([Buffer.from([tag, ...length]), inner]);
}

/** request.resourceSpans[].resource.attributes[].value */
function nest(value: Uint8Array): Uint8Array {
  return wrapped(0x0a, wrapped(0x0a, wrapped(0x0a, wrapped(0x12, value))));
}
