import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';

/** One file of the page, in memory. */
export interface PageFile {
  readonly bytes: Uint8Array;
  readonly contentType: string;
  readonly etag: string;
  /** Its name carries a hash of its content: a browser may keep it for ever. */
  readonly immutable: boolean;
}

/** Every file of the page by the path it is asked for, such as `/assets/index-4f2a.js`. */
export type PageFiles = ReadonlyMap<string, PageFile>;

/** Written by the page's build: the files there are, as paths below its folder. */
export interface PageManifest {
  readonly files: readonly string[];
}

const manifestName = 'page-manifest.json';

const contentTypes: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.map': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/**
 * Reads the page once, at the start. What is not in the build's manifest does not exist: no path
 * of a request ever reaches the file system.
 */
export function readPageFiles(folder: string): PageFiles {
  const manifest = JSON.parse(readFileSync(join(folder, manifestName), 'utf8')) as PageManifest;
  return new Map(
    manifest.files.map((file) => {
      const bytes = readFileSync(join(folder, file));
      return [
        `/${file}`,
        {
          bytes,
          contentType: contentTypes[extname(file)] ?? 'application/octet-stream',
          etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`,
          immutable: /[-.][A-Za-z0-9_-]{8,}\.\w+$/.test(file) && extname(file) !== '.html',
        },
      ];
    }),
  );
}

/** The folder of the built page, when the package that has it is there and was built. */
export function tryFindPage(): string | undefined {
  try {
    const manifest = createRequire(import.meta.url).resolve(`@heddle/dashboard/${manifestName}`);
    return existsSync(manifest) ? dirname(manifest) : undefined;
  } catch {
    return undefined;
  }
}
