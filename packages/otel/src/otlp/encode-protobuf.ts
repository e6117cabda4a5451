import { fieldsOf, isScalar, WIRE_TYPES, type MessageName } from './schema.ts';

/** Bytes that grow as they are written. */
class Writer {
  #bytes = Buffer.allocUnsafe(128);
  #length = 0;

  /** A tag, a length, an enum: never negative, below 2³¹. */
  small(value: number): void {
    let end = this.#room(5);
    let rest = value;
    for (; rest > 127; rest >>>= 7) this.#bytes[end++] = (rest & 127) | 128;
    this.#bytes[end++] = rest;
    this.#length = end;
  }

  varint(value: bigint): void {
    let end = this.#room(10);
    let rest = BigInt.asUintN(64, value);
    for (; rest > 127n; rest >>= 7n) this.#bytes[end++] = Number(rest & 127n) | 128;
    this.#bytes[end++] = Number(rest);
    this.#length = end;
  }

  fixed(bytes: 4 | 8, write: (buffer: Buffer, at: number) => void): void {
    const at = this.#room(bytes);
    write(this.#bytes, at);
    this.#length = at + bytes;
  }

  lengthDelimited(bytes: Uint8Array): void {
    this.small(bytes.length);
    const at = this.#room(bytes.length);
    this.#bytes.set(bytes, at);
    this.#length = at + bytes.length;
  }

  text(text: string): void {
    const size = Buffer.byteLength(text);
    this.small(size);
    const at = this.#room(size);
    this.#bytes.write(text, at);
    this.#length = at + size;
  }

  done(): Buffer<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  #room(bytes: number): number {
    const needed = this.#length + bytes;
    if (needed > this.#bytes.length) {
      const larger = Buffer.allocUnsafe(Math.max(needed, this.#bytes.length * 2));
      larger.set(this.#bytes.subarray(0, this.#length));
      this.#bytes = larger;
    }
    return this.#length;
  }
}

/** A message in its OTLP/JSON form, as protobuf. */
export function encodeProtobuf(name: MessageName, message: object): Buffer<ArrayBuffer> {
  const writer = new Writer();
  writeMessage(writer, name, message as Record<string, unknown>);
  return writer.done();
}

function writeMessage(writer: Writer, name: string, message: Record<string, unknown>): void {
  for (const [field, [number, type, repeated]] of Object.entries(fieldsOf(name))) {
    const value = message[field];
    if (value === undefined) continue;
    for (const one of repeated === undefined ? [value] : (value as unknown[])) {
      writer.small((number << 3) | (isScalar(type) ? WIRE_TYPES[type] : 2));
      if (isScalar(type)) writeScalar(writer, type, one);
      else writer.lengthDelimited(encodeProtobuf(type as MessageName, one as object));
    }
  }
}

function writeScalar(writer: Writer, type: keyof typeof WIRE_TYPES, value: unknown): void {
  switch (type) {
    case 'string':
      writer.text(String(value));
      return;
    case 'hex':
    case 'base64':
      writer.lengthDelimited(Buffer.from(String(value), type));
      return;
    case 'bool':
      writer.small(value === true ? 1 : 0);
      return;
    case 'enum':
      writer.small(Number(value));
      return;
    case 'int64':
      writer.varint(BigInt(value as string | number));
      return;
    case 'double':
      writer.fixed(8, (buffer, at) => buffer.writeDoubleLE(Number(value), at));
      return;
    case 'fixed64':
      writer.fixed(8, (buffer, at) =>
        buffer.writeBigUInt64LE(BigInt(value as string | number), at),
      );
      return;
    case 'fixed32':
      writer.fixed(4, (buffer, at) => buffer.writeUInt32LE(Number(value), at));
  }
}
