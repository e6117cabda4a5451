import { mostAnswerBytes, type Post } from './post.ts';

/** POST by a `fetch` of the host's choice, or the runtime's where there is no `node:http`. */
export function postWithFetch(fetch: typeof globalThis.fetch): Post {
  return async ({ url, headers, body, signal }) => {
    const response = await fetch(url, {
      method: 'POST',
      headers,
      body,
      signal,
      redirect: 'manual',
    });
    const header = (name: string): string | undefined => response.headers.get(name) ?? undefined;
    const bytes = await bytesOf(response);
    return {
      // A browser-like `fetch` hides what a redirect says behind a status of 0.
      status: response.type === 'opaqueredirect' ? 302 : response.status,
      retryAfter: header('retry-after'),
      contentType: header('content-type'),
      location: header('location'),
      text: new TextDecoder().decode(bytes),
      bytes,
    };
  };
}

async function bytesOf(response: Response): Promise<Uint8Array> {
  if (!response.body) return new Uint8Array();
  const reader = response.body.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return joined(chunks, size);
    size += value.byteLength;
    if (size > mostAnswerBytes) {
      await reader.cancel();
      return new Uint8Array();
    }
    chunks.push(value);
  }
}

function joined(chunks: readonly Uint8Array[], size: number): Uint8Array {
  const bytes = new Uint8Array(size);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return bytes;
}
