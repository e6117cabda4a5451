import type { HeddleOptions } from '@heddle/core';
import { recorder, type Recorder } from '@heddle/testing';
import { startOpenAIServer, type OpenAIServer } from '@heddle/testing/openai-server';
import OpenAI from 'openai';
import { onTestFinished } from 'vitest';
import { wrapOpenAI, type WrapOpenAIOptions } from '../src/index.ts';

export interface Loopback extends Recorder {
  readonly server: OpenAIServer;
  readonly client: OpenAI;
}

/** A server, a Heddle that records into memory, and a wrapped client between them. */
export async function loopback(
  options: WrapOpenAIOptions = {},
  heddleOptions: Omit<HeddleOptions, 'transport'> = {},
): Promise<Loopback> {
  const server = await startOpenAIServer();
  onTestFinished(() => server.close());
  const recording = recorder(heddleOptions);
  const bare = new OpenAI({ apiKey: 'k', baseURL: server.url, maxRetries: 0 });
  return { ...recording, server, client: wrapOpenAI(recording.heddle, bare, options) };
}

export const PROMPT = {
  model: 'gpt-4o',
  messages: [{ role: 'user' as const, content: 'Say hello.' }],
};
