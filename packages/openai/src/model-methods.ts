import { chat } from './apis/chat.ts';
import { completions } from './apis/completions.ts';
import { embeddings } from './apis/embeddings.ts';
import { images } from './apis/images.ts';
import type { ModelApi } from './apis/model-api.ts';
import { moderations } from './apis/moderations.ts';
import { compact, responses } from './apis/responses.ts';
import { speech } from './apis/speech.ts';
import { transcriptions, translations } from './apis/transcriptions.ts';

/** One method of the client that calls a model: where it is sent, and how it is read. */
export interface ModelMethod {
  /** The path it posts to, which is what makes it a model call: it is the same in every version. */
  readonly path: string;
  readonly api: ModelApi;
}

/**
 * Every method that calls a model, by its place on the client. A new endpoint is one line here and,
 * when it speaks its own language, one file in `apis/`.
 */
export const MODEL_METHODS: Readonly<Record<string, ModelMethod>> = {
  'chat.completions.create': { path: '/chat/completions', api: chat },
  'completions.create': { path: '/completions', api: completions },
  'responses.create': { path: '/responses', api: responses },
  'responses.compact': { path: '/responses/compact', api: compact },
  'beta.responses.create': { path: '/responses', api: responses },
  'beta.responses.compact': { path: '/responses/compact', api: compact },
  'embeddings.create': { path: '/embeddings', api: embeddings },
  'images.generate': { path: '/images/generations', api: images },
  'images.edit': { path: '/images/edits', api: images },
  'images.createVariation': { path: '/images/variations', api: images },
  'audio.speech.create': { path: '/audio/speech', api: speech },
  'audio.transcriptions.create': { path: '/audio/transcriptions', api: transcriptions },
  'audio.translations.create': { path: '/audio/translations', api: translations },
  'moderations.create': { path: '/moderations', api: moderations },
};

const BY_PATH = new Map<string, ModelApi>(
  Object.values(MODEL_METHODS).map(({ path, api }) => [path, api]),
);

/** How what is posted to `path` is read; undefined when no model answers there. */
export function apiAt(path: unknown): ModelApi | undefined {
  return typeof path === 'string' ? BY_PATH.get(path.split('?', 1)[0] as string) : undefined;
}
