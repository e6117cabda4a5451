import { fields, present, string } from '../apis/read.ts';

/**
 * Parts of messages as OpenTelemetry's GenAI conventions shape them: text, reasoning, tool_call,
 * tool_call_response, blob, file, uri, and anything else under its own type.
 */
export interface Part {
  readonly type: string;
  readonly [field: string]: unknown;
}

export interface Message {
  readonly role: string;
  readonly parts: readonly Part[];
  readonly finish_reason?: string;
}

export function textPart(content: string): Part {
  return { type: 'text', content };
}

export function toolCallPart(id: string | undefined, name: string, args: unknown): Part {
  return present({ type: 'tool_call', id, name, arguments: args });
}

/** Longer arguments stay text: parsing them would be felt in the call. */
const LONGEST_PARSED = 64 * 1024;

/**
 * The arguments a model wrote. Parsed, so that redaction finds secrets by their keys; the text
 * itself when it is no JSON (a stream that was cut) or very long.
 */
export function parsedArguments(text: unknown): unknown {
  if (typeof text !== 'string' || text.length > LONGEST_PARSED) return text;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

const DATA_URL = /^data:([^;,]+)?(?:;[^,]*)?;base64,/;

/** Something referred to by its address, or carried inside a data URL. */
export function addressPart(modality: string, url: string): Part {
  const head = DATA_URL.exec(url.slice(0, 200));
  if (head === null) return { type: 'uri', modality, uri: url };
  return present({ type: 'blob', modality, mime_type: head[1], content: url });
}

/** A content part of a chat message or of a response's input. */
export function contentPart(part: unknown): Part {
  if (typeof part === 'string') return textPart(part);
  const given = fields(part);
  const type = string(given['type']) ?? 'unknown';
  switch (type) {
    case 'text':
    case 'input_text':
    case 'output_text':
    case 'summary_text':
      return textPart(string(given['text']) ?? '');
    case 'refusal':
      return { type: 'refusal', content: given['refusal'] };
    case 'image_url':
      return addressPart('image', string(fields(given['image_url'])['url']) ?? '');
    case 'input_image':
      return fileOrAddress('image', given);
    case 'audio':
    case 'output_audio':
    case 'input_audio':
      return audioPart(given);
    case 'file':
      return fileOrAddress('document', fields(given['file']));
    case 'input_file':
      return fileOrAddress('document', given);
    default:
      return { ...given, type };
  }
}

/** A chat carries the sound itself; a realtime session's items say what was said in it. */
function audioPart(given: Readonly<Record<string, unknown>>): Part {
  const { data, format } = fields(given['input_audio']);
  if (data === undefined)
    return present({ type: 'audio', transcript: string(given['transcript']) });
  return { type: 'blob', modality: 'audio', mime_type: `audio/${String(format)}`, content: data };
}

function fileOrAddress(modality: string, given: Readonly<Record<string, unknown>>): Part {
  const url = string(given['image_url']) ?? string(given['file_url']);
  if (url !== undefined) return addressPart(modality, url);
  const data = string(given['file_data']);
  if (data !== undefined) return addressPart(modality, data);
  return present({ type: 'file', modality, file_id: string(given['file_id']) });
}
