import { fields, string } from '../apis/read.ts';

/** The id under which OpenAI knows a request, from the headers of its answer. */
export function requestIdOf(props: unknown): string | undefined {
  const { headers } = fields(fields(props)['response']) as { headers?: Headers };
  return string(headers?.get('x-request-id'));
}
