import { bodyField } from '../received-request.ts';
import { json, type Reply } from '../reply.ts';

/** Two numbers for every input, as floats or in base64 as the request wants them. */
export function embeddingsAnswer(vector: readonly number[] = [0.5, -0.25]): Reply {
  return (request, response) => {
    const input = bodyField(request, 'input');
    const count = Array.isArray(input) && typeof input[0] !== 'number' ? input.length : 1;
    const base64 = bodyField(request, 'encoding_format') === 'base64';
    const embedding = base64
      ? Buffer.from(Float32Array.from(vector).buffer).toString('base64')
      : vector;
    return json({
      object: 'list',
      model: bodyField(request, 'model'),
      data: Array.from({ length: count }, (_, index) => ({
        object: 'embedding',
        index,
        embedding,
      })),
      usage: { prompt_tokens: 6, total_tokens: 6 },
    })(request, response);
  };
}
