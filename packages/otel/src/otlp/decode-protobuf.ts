import { fieldsOf, isScalar, WIRE_TYPES, type MessageName } from './schema.ts';

/** Messages inside messages; a value nested deeper is somebody's attack. */
const DEEPEST = 64;

/**
 * Reads a protobuf message into its OTLP/JSON form. Fields that the schema does not know are
 * skipped.
 *
 * @throws {TypeError} when the bytes are no such message.
 */
export function decodeProtobuf(name: MessageName, bytes: Uint8Array): Record<string, unknown> {
  return readMessage(name, Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength), 0);
}

function readMessage(name: string, bytes: Buffer, depth: number): Record<string, unknown> {
  if (depth > DEEPEST) throw malformed('it is nested too deeply');
  const fields = new Map(
    Object.entries(fieldsOf(name)).map(
      ([field, [number, ...rest]]) => [number, [field, ...rest]] as const,
    ),
  );
  const message: Record<string, unknown> = {};
  const reader = new Reader(bytes);
  while (!reader.atEnd) {
    const tag = Number(reader.varint());
    const wireType = tag & 7;
    const found = fields.get(tag >>> 3);
    if (found === undefined) {
      reader.skip(wireType);
      continue;
    }
    const [field, type, repeated] = found;
    if (wireType !== (isScalar(type) ? WIRE_TYPES[type] : 2)) {
      throw malformed(`${name}.${field} is not of its type`);
    }
    const value = isScalar(type)
      ? readScalar(reader, type)
      : readMessage(type, reader.lengthDelimited(), depth + 1);
    if (repeated === undefined) message[field] = value;
    else if (message[field] === undefined) message[field] = [value];
    else (message[field] as unknown[]).push(value);
  }
  return message;
}

function readScalar(reader: Reader, type: keyof typeof WIRE_TYPES): unknown {
  switch (type) {
    case 'string':
      return reader.lengthDelimited().toString('utf8');
    case 'hex':
    case 'base64':
      return reader.lengthDelimited().toString(type);
    case 'bool':
      return reader.varint() !== 0n;
    case 'enum':
      return Number(BigInt.asIntN(32, reader.varint()));
    case 'int64':
      return BigInt.asIntN(64, reader.varint()).toString();
    case 'double':
      return reader.fixed(8).readDoubleLE();
    case 'fixed64':
      return reader.fixed(8).readBigUInt64LE().toString();
    case 'fixed32':
      return reader.fixed(4).readUInt32LE();
  }
}

class Reader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get atEnd(): boolean {
    return this.#at >= this.#bytes.length;
  }

  varint(): bigint {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = this.#bytes[this.#at++];
      if (byte === undefined) throw malformed('it ends within a number');
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw malformed('a number is too long');
  }

  fixed(size: number): Buffer {
    const end = this.#at + size;
    if (end > this.#bytes.length) throw malformed('it ends within a value');
    const slice = this.#bytes.subarray(this.#at, end);
    this.#at = end;
    return slice;
  }

  lengthDelimited(): Buffer {
    const length = this.varint();
    if (length > BigInt(this.#bytes.length)) throw malformed('a value is longer than the message');
    return this.fixed(Number(length));
  }

  skip(wireType: number): void {
    if (wireType === 0) this.varint();
    else if (wireType === 1) this.fixed(8);
    else if (wireType === 2) this.lengthDelimited();
    else if (wireType === 5) this.fixed(4);
    else throw malformed(`wire type ${wireType} is unknown`);
  }
}

function malformed(why: string): TypeError {
  return new TypeError(`This is no OTLP protobuf message: ${why}.`);
}
