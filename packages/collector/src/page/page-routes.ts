import { pageHeaders } from '../http/headers.ts';
import type { Api } from '../http/route.ts';
import type { PageFile, PageFiles } from './page-files.ts';

/**
 * Serves the page's files, and its `index.html` for the addresses that the page itself makes up.
 * Not an API route: it has no policy, because what it serves is the same for everybody.
 */
export function pageRoutes(api: Api, files: PageFiles): void {
  api.app.get('*', (context, next) => {
    const path = context.req.path;
    const file = files.get(path === '/' ? '/index.html' : path);
    if (file !== undefined) return answer(file, context.req.header('if-none-match'));
    const isAddressOfThePage = !path.startsWith('/v1/') && !/\.\w+$/.test(path);
    const index = isAddressOfThePage ? files.get('/index.html') : undefined;
    return index === undefined ? next() : answer(index, undefined);
  });
}

function answer(file: PageFile, ifNoneMatch: string | undefined): Response {
  const headers = {
    ...pageHeaders,
    'content-type': file.contentType,
    etag: file.etag,
    'cache-control': file.immutable ? 'public, max-age=31536000, immutable' : 'no-store',
  };
  if (ifNoneMatch === file.etag) return new Response(null, { status: 304, headers });
  return new Response(file.bytes as Uint8Array<ArrayBuffer>, { headers });
}

const encoder = new TextEncoder();

/** What is shown where the page was not built or not installed. */
export const placeholderPage: PageFiles = new Map([
  [
    '/index.html',
    {
      bytes: encoder.encode(
        '<!doctype html><html lang="en"><meta charset="utf-8"><title>Heddle collector</title>' +
          '<h1>The collector is running</h1><p>The page is not installed here. Add ' +
          '<code>@heddle/dashboard</code>, or in the repository build it: ' +
          '<code>pnpm --filter @heddle/dashboard build</code>.</p>' +
          '<p>The API describes itself at <a href="/v1/openapi.json">/v1/openapi.json</a>.</p>',
      ),
      contentType: 'text/html; charset=utf-8',
      etag: '"placeholder"',
      immutable: false,
    },
  ],
]);
