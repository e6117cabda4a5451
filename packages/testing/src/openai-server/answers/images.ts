import { bodyField } from '../received-request.ts';
import { eventStream, json, type Reply } from '../reply.ts';

const PIXEL =
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

const USAGE = {
  input_tokens: 12,
  output_tokens: 272,
  total_tokens: 284,
  input_tokens_details: { text_tokens: 12, image_tokens: 0 },
};

/** One pixel; streamed with a partial image when the request asks for it. */
export function imageAnswer(): Reply {
  return (request, response) => {
    if (bodyField(request, 'stream') !== true) {
      return json({ created: 1_700_000_000, data: [{ b64_json: PIXEL }], usage: USAGE })(
        request,
        response,
      );
    }
    const image = { b64_json: PIXEL, created_at: 1_700_000_000, size: '1024x1024', quality: 'low' };
    return eventStream(
      [
        { type: 'image_generation.partial_image', partial_image_index: 0, ...image },
        { type: 'image_generation.completed', ...image, usage: USAGE },
      ],
      { named: true },
    )(request, response);
  };
}
