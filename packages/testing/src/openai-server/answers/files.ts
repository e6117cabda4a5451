import { bytes, json } from '../reply.ts';
import type { Route } from '../routes.ts';

const FILE = {
  id: 'file-loopback',
  object: 'file',
  bytes: 5,
  created_at: 1_700_000_000,
  filename: 'five.jsonl',
  purpose: 'batch',
  status: 'processed',
};

/** What is not a model call, for the calls that must pass through: files in two pages, models. */
export const fileAnswers: readonly Route[] = [
  {
    method: 'GET',
    path: /^\/files$/,
    reply: (request, response) => {
      const second = new URL(request.url, 'http://loopback').searchParams.has('after');
      const file = second ? { ...FILE, id: 'file-second' } : FILE;
      return json({ object: 'list', data: [file], has_more: !second })(request, response);
    },
  },
  { method: 'POST', path: /^\/files$/, reply: json(FILE) },
  {
    method: 'GET',
    path: /^\/files\/[^/]+\/content$/,
    reply: bytes(Buffer.from('bytes'), 'application/octet-stream'),
  },
  {
    method: 'DELETE',
    path: /^\/files\/[^/]+$/,
    reply: json({ id: FILE.id, object: 'file', deleted: true }),
  },
  {
    method: 'GET',
    path: /^\/models$/,
    reply: json({
      object: 'list',
      data: [{ id: 'gpt-4o', object: 'model', created: 1, owned_by: 'loopback' }],
    }),
  },
];
