import { readUsage } from '../usage.ts';
import type { ModelApi } from './model-api.ts';
import { fields, items, present, string } from './read.ts';

/** Embeddings. The vectors themselves are nobody's to read in a timeline: how many, how long. */
export const embeddings: ModelApi = {
  name: 'embeddings',
  operation: 'embeddings',
  content: ['input'],
  input({ input }) {
    if (typeof input === 'string') return [input];
    const given = items(input);
    return given.every((one) => typeof one === 'string') ? given : { inputs: given.length };
  },
  answer(value) {
    const answer = fields(value);
    const vectors = items(answer['data']);
    return present({
      usage: readUsage(answer['usage']),
      responseModel: string(answer['model']),
      output: present({
        vectors: vectors.length,
        dimensions: dimensions(fields(vectors[0])['embedding']),
      }),
    });
  },
};

/** The client asks for base64, which is shorter: four bytes a number. */
function dimensions(vector: unknown): number | undefined {
  if (typeof vector !== 'string') return Array.isArray(vector) ? vector.length : undefined;
  return Buffer.byteLength(vector, 'base64') / Float32Array.BYTES_PER_ELEMENT;
}
