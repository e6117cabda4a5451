import type { StringNode } from './schema.ts';

type Format = Pick<StringNode, 'format' | 'pattern' | 'fix'>;

/** RFC 9562, any version. Ours are version 7; a neighbour's may be version 4. */
export const uuid: Format = {
  format: 'a UUID',
  pattern: '^[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$',
  fix: 'Use a UUID, such as the one of crypto.randomUUID().',
};

/** ISO 8601 as RFC 3339 narrows it: date, time and an offset. */
export const timestamp: Format = {
  format: 'an ISO 8601 timestamp with a time zone',
  pattern:
    '^\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]([01]\\d|2[0-3]):[0-5]\\d)$',
  fix: 'Use new Date().toISOString().',
};

/** W3C Trace Context 3.2.2.3: all zeros means "no trace". */
export const traceId: Format = {
  format: '32 lower-case hex digits, not all zero',
  pattern: '^(?!0{32}$)[0-9a-f]{32}$',
  fix: 'Use the trace-id part of a W3C traceparent.',
};

/** W3C Trace Context 3.2.2.4. */
export const spanId: Format = {
  format: '16 lower-case hex digits, not all zero',
  pattern: '^(?!0{16}$)[0-9a-f]{16}$',
  fix: 'Use the parent-id part of a W3C traceparent.',
};
