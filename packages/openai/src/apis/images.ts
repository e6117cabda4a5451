import { addressPart, type Part } from '../messages/parts.ts';
import { readUnits, readUsage } from '../usage.ts';
import { describeFile } from './describe-file.ts';
import type { ModelAnswer, ModelApi } from './model-api.ts';
import { fields, items, present, string } from './read.ts';

/** Images generated, edited and varied. Pictures are kept as size and hash. */
export const images: ModelApi = {
  name: 'images',
  operation: 'image_generation',
  content: ['prompt', 'image', 'mask'],
  input({ prompt, image, mask }) {
    const pictures = Array.isArray(image) ? image : [image];
    return present({
      prompt,
      images: image === undefined ? undefined : pictures.map(describeFile),
      mask: mask === undefined ? undefined : describeFile(mask),
    });
  },
  answer: imageAnswer,
  stream() {
    let last: unknown;
    return {
      read(event) {
        if (String(fields(event)['type']).endsWith('.completed')) last = event;
        return true;
      },
      answer: () => imageAnswer({ ...fields(last), data: last === undefined ? [] : [last] }),
    };
  },
};

function imageAnswer(value: unknown): ModelAnswer {
  const answer = fields(value);
  return present({
    usage: readUsage(answer['usage']),
    units: readUnits(answer['usage']),
    output: [{ role: 'assistant', parts: items(answer['data']).map(picture) }],
  });
}

function picture(image: unknown): Part {
  const { url, b64_json: data, revised_prompt: revised } = fields(image);
  const part =
    typeof url === 'string'
      ? addressPart('image', url)
      : { type: 'blob', modality: 'image', mime_type: 'image/png', content: data };
  return present({ ...part, revised_prompt: string(revised) });
}
