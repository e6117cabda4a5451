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
    return {
      // A browser-like `fetch` hides what a redirect says behind a status of 0.
      status: response.type === 'opaqueredirect' ? 302 : response.status,
      retryAfter: header('retry-after'),
      contentType: header('content-type'),
      location: header('location'),
      text: await textOf(response),
    };
  };
}

async function textOf(response: Response): Promise<string> {
  if (!response.body) return '';
  const decoder = new TextDecoder();
  const reader = response.body.getReader();
  let text = '';
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return text + decoder.decode();
    size += value.byteLength;
    if (size > mostAnswerBytes) {
      await reader.cancel();
      return '';
    }
    text += decoder.decode(value, { stream: true });
  }
}
