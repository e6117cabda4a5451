/**
 * Where the facts of a span are, in each convention: OpenTelemetry's GenAI and MCP (current and
 * before v1.37), OpenInference, OpenLLMetry, and our own attributes. As data; of several names the
 * first that is there counts.
 *
 * Sources: OpenTelemetry semantic conventions v1.36 and v1.41.1; OpenInference specification,
 * "Semantic Conventions"; OpenLLMetry `opentelemetry-semantic-conventions-ai` 0.4.
 */

/** What a span is to us. */
export type IngestKind =
  | 'agent'
  | 'workflow'
  | 'step'
  | 'llm'
  | 'tool'
  | 'mcp'
  | 'handoff'
  | 'action';

/** One attribute whose values say what kind of work a span is. `*` is any other value. */
interface KindRule {
  readonly attribute: string;
  readonly kinds: Readonly<Record<string, IngestKind>>;
}

/** The first attribute that is there and listed decides. */
export const KINDS: readonly KindRule[] = [
  { attribute: 'heddle.handoff.id', kinds: { '*': 'handoff' } },
  { attribute: 'mcp.method.name', kinds: { '*': 'mcp' } },
  {
    attribute: 'gen_ai.operation.name',
    kinds: {
      chat: 'llm',
      generate_content: 'llm',
      text_completion: 'llm',
      completion: 'llm',
      embeddings: 'llm',
      execute_tool: 'tool',
      retrieval: 'tool',
      search_memory: 'tool',
      create_memory: 'tool',
      update_memory: 'tool',
      upsert_memory: 'tool',
      delete_memory: 'tool',
      invoke_agent: 'agent',
      create_agent: 'step',
      invoke_workflow: 'workflow',
      plan: 'step',
    },
  },
  { attribute: 'heddle.action.type', kinds: { '*': 'action' } },
  {
    attribute: 'openinference.span.kind',
    kinds: {
      LLM: 'llm',
      EMBEDDING: 'llm',
      TOOL: 'tool',
      RETRIEVER: 'tool',
      RERANKER: 'tool',
      AGENT: 'agent',
      CHAIN: 'workflow',
      GUARDRAIL: 'step',
      EVALUATOR: 'step',
      PROMPT: 'step',
      DECISION: 'step',
    },
  },
  {
    attribute: 'traceloop.span.kind',
    kinds: { workflow: 'workflow', agent: 'agent', task: 'step', tool: 'tool' },
  },
  { attribute: 'llm.request.type', kinds: { '*': 'llm' } },
  { attribute: 'gen_ai.request.model', kinds: { '*': 'llm' } },
  { attribute: 'llm.model_name', kinds: { '*': 'llm' } },
];

/** What a model was asked to do, where no `gen_ai.operation.name` says so. */
export const OPERATIONS: Readonly<Record<string, string>> = {
  EMBEDDING: 'embeddings',
  embedding: 'embeddings',
  completion: 'text_completion',
  rerank: 'rerank',
};

/** A fact of a span, by what it means. */
export type FactName =
  | 'runId'
  | 'parentRunId'
  | 'runName'
  | 'sessionId'
  | 'agentName'
  | 'agentId'
  | 'agentVersionId'
  | 'environment'
  | 'outcome'
  | 'errorType'
  | 'operation'
  | 'provider'
  | 'model'
  | 'responseModel'
  | 'responseId'
  | 'requestId'
  | 'stream'
  | 'invocationParameters'
  | 'finishReasons'
  | 'timeToFirstChunkSeconds'
  | 'costUsd'
  | 'inputMessages'
  | 'outputMessages'
  | 'systemInstructions'
  | 'toolName'
  | 'toolProvider'
  | 'toolCallId'
  | 'toolArguments'
  | 'toolResult'
  | 'actionType'
  | 'actionName'
  | 'resourceType'
  | 'resourceId'
  | 'stepName'
  | 'stepKey'
  | 'mcpServer'
  | 'mcpMethod'
  | 'mcpTool'
  | 'mcpPrompt'
  | 'mcpResourceUri'
  | 'mcpSessionId'
  | 'mcpProtocolVersion'
  | 'mcpRequestId'
  | 'handoffId'
  | 'handoffReason'
  | 'handoffSource'
  | 'handoffTarget'
  | 'handoffTargetRun'
  | 'input'
  | 'output';

export const NAMES: Readonly<Record<FactName, readonly string[]>> = {
  runId: ['heddle.run.id'],
  parentRunId: ['heddle.parent_run.id'],
  runName: [
    'heddle.run.name',
    'gen_ai.agent.name',
    'agent.name',
    'gen_ai.workflow.name',
    'traceloop.entity.name',
  ],
  sessionId: [
    'gen_ai.conversation.id',
    'session.id',
    'traceloop.association.properties.session_id',
    'traceloop.association.properties.chat_id',
    'langfuse.session.id',
  ],
  agentName: ['gen_ai.agent.name', 'agent.name'],
  agentId: ['gen_ai.agent.id'],
  agentVersionId: ['gen_ai.agent.version'],
  environment: ['deployment.environment.name', 'deployment.environment'],
  outcome: ['heddle.outcome'],
  errorType: ['error.type'],

  operation: ['gen_ai.operation.name', 'llm.request.type', 'openinference.span.kind'],
  provider: ['gen_ai.provider.name', 'gen_ai.system', 'llm.provider', 'llm.system'],
  model: ['gen_ai.request.model', 'llm.model_name', 'embedding.model_name', 'llm.request.model'],
  responseModel: ['gen_ai.response.model', 'llm.response.model'],
  responseId: ['gen_ai.response.id', 'llm.response.id'],
  requestId: ['heddle.request.id'],
  stream: ['gen_ai.request.stream', 'llm.is_streaming', 'gen_ai.is_streaming'],
  invocationParameters: ['llm.invocation_parameters', 'embedding.invocation_parameters'],
  finishReasons: [
    'gen_ai.response.finish_reasons',
    'llm.finish_reason',
    'gen_ai.completion.0.finish_reason',
  ],
  timeToFirstChunkSeconds: ['gen_ai.response.time_to_first_chunk'],
  costUsd: ['heddle.cost_usd', 'gen_ai.usage.cost', 'llm.cost.total'],
  inputMessages: ['gen_ai.input.messages'],
  outputMessages: ['gen_ai.output.messages'],
  systemInstructions: ['gen_ai.system_instructions'],

  toolName: ['gen_ai.tool.name', 'tool.name', 'tool_call.function.name', 'traceloop.entity.name'],
  toolProvider: ['heddle.tool.provider'],
  toolCallId: ['gen_ai.tool.call.id', 'tool_call.id', 'tool.id'],
  toolArguments: [
    'gen_ai.tool.call.arguments',
    'tool_call.function.arguments',
    'tool.parameters',
    'input.value',
    'traceloop.entity.input',
  ],
  toolResult: ['gen_ai.tool.call.result', 'output.value', 'traceloop.entity.output'],
  actionType: ['heddle.action.type'],
  actionName: ['heddle.action.name'],
  resourceType: ['heddle.resource.type'],
  resourceId: ['heddle.resource.id'],

  stepName: [
    'gen_ai.workflow.name',
    'gen_ai.agent.name',
    'graph.node.name',
    'traceloop.entity.name',
  ],
  stepKey: ['heddle.step.key'],

  mcpServer: ['heddle.mcp.server', 'server.address'],
  mcpMethod: ['mcp.method.name'],
  mcpTool: ['gen_ai.tool.name'],
  mcpPrompt: ['gen_ai.prompt.name'],
  mcpResourceUri: ['mcp.resource.uri'],
  mcpSessionId: ['mcp.session.id'],
  mcpProtocolVersion: ['mcp.protocol.version'],
  mcpRequestId: ['jsonrpc.request.id'],

  handoffId: ['heddle.handoff.id'],
  handoffReason: ['heddle.handoff.reason'],
  handoffSource: ['heddle.handoff.source_agent'],
  handoffTarget: ['heddle.handoff.target_agent'],
  handoffTargetRun: ['heddle.handoff.target_run'],

  input: ['gen_ai.input.messages', 'input.value', 'traceloop.entity.input'],
  output: ['gen_ai.output.messages', 'output.value', 'traceloop.entity.output'],
};

/** Token counts, by the catalog's name. */
export const USAGE: Readonly<Record<string, readonly string[]>> = {
  inputTokens: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.token_count.prompt',
    'llm.usage.prompt_tokens',
  ],
  outputTokens: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.token_count.completion',
    'llm.usage.completion_tokens',
  ],
  totalTokens: ['gen_ai.usage.total_tokens', 'llm.token_count.total', 'llm.usage.total_tokens'],
  cachedInputTokens: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'llm.token_count.prompt_details.cache_read',
  ],
  cacheWriteTokens: [
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'llm.token_count.prompt_details.cache_write',
  ],
  reasoningTokens: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'llm.token_count.completion_details.reasoning',
  ],
  audioInputTokens: ['gen_ai.usage.audio.input_tokens', 'llm.token_count.prompt_details.audio'],
  audioOutputTokens: [
    'gen_ai.usage.audio.output_tokens',
    'llm.token_count.completion_details.audio',
  ],
};

/** Request parameters: ours to theirs. */
export const PARAMETERS: Readonly<Record<string, readonly string[]>> = {
  temperature: ['gen_ai.request.temperature', 'llm.temperature'],
  top_p: ['gen_ai.request.top_p', 'llm.top_p'],
  top_k: ['gen_ai.request.top_k', 'llm.top_k'],
  max_tokens: ['gen_ai.request.max_tokens', 'llm.request.max_tokens'],
  frequency_penalty: ['gen_ai.request.frequency_penalty', 'llm.frequency_penalty'],
  presence_penalty: ['gen_ai.request.presence_penalty', 'llm.presence_penalty'],
  seed: ['gen_ai.request.seed'],
  stop: ['gen_ai.request.stop_sequences', 'llm.chat.stop_sequences'],
  n: ['gen_ai.request.choice.count'],
};

/**
 * Messages that are spread over numbered attributes: `llm.input_messages.0.message.role`. `at` is
 * where, under the number, the message lies.
 */
export const NUMBERED_MESSAGES: Readonly<
  Record<'input' | 'output', readonly { readonly prefix: string; readonly at: string }[]>
> = {
  input: [
    { prefix: 'llm.input_messages.', at: 'message' },
    { prefix: 'gen_ai.prompt.', at: '' },
  ],
  output: [
    { prefix: 'llm.output_messages.', at: 'message' },
    { prefix: 'gen_ai.completion.', at: '' },
  ],
};
