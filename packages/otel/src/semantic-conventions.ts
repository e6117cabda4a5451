import type { Outcome } from '@heddle/events';

/**
 * How events are spelt in OpenTelemetry: the whole mapping, as data. A convention that moves is a
 * line here.
 *
 * Source: OpenTelemetry semantic conventions v1.41.1, GenAI and MCP (status: development). What
 * v1.41.1 lacks is taken from the unreleased `semantic-conventions-genai` where it says something
 * (`gen_ai.guardrail.*`, the agent and tool metrics), and is called `heddle.*` where it does not.
 */

/** One attribute: where its value is, and how it is written. */
export interface AttributeRule {
  /** A path in the event, or several: the first that leads somewhere counts. */
  readonly from?: string | readonly string[];
  /** A value that is always the same. */
  readonly value?: string;
  /** As it is when absent. `messages`: GenAI messages as JSON. `fields`: one attribute a key. */
  readonly shape?:
    | 'text'
    | 'list'
    | 'seconds'
    | 'json'
    | 'user_messages'
    | 'model_messages'
    | 'fields';
  /** What holds when the event does not say. */
  readonly otherwise?: string;
  /** Ours to theirs. What is not listed is written as it is, unless `onlyListed`. */
  readonly values?: Readonly<Record<string, string>>;
  readonly onlyListed?: true;
  /** Known when the span is made: samplers may decide by it. */
  readonly atStart?: true;
  /** Payload: left out unless the host opts in. */
  readonly content?: true;
  /** Only for readers of the conventions up to v1.36. */
  readonly legacy?: true;
  /** Only when the event says this at this path. */
  readonly when?: readonly [path: string, is: string];
}

export type AttributeRules = Readonly<Record<string, AttributeRule>>;

export type SpanKindName = 'INTERNAL' | 'CLIENT' | 'SERVER';

/** How one kind of work is told as a span. */
export interface SpanRule {
  /** Attributes to put together: `{a|b}` is the first that is there, and one that is not is left out. */
  readonly name: string;
  readonly kind: SpanKindName;
  readonly attributes: AttributeRules;
}

export type SpanRuleName = 'run' | 'step' | 'tool' | 'action' | 'llm' | 'mcp' | 'handoff';

/** Who runs the model: Heddle's word to `gen_ai.provider.name`. */
const PROVIDERS: Readonly<Record<string, string>> = {
  azure: 'azure.ai.openai',
  azure_openai: 'azure.ai.openai',
  bedrock: 'aws.bedrock',
  gemini: 'gcp.gemini',
  google: 'gcp.gen_ai',
  mistral: 'mistral_ai',
  moonshot: 'moonshot_ai',
  vertex: 'gcp.vertex_ai',
  vertex_ai: 'gcp.vertex_ai',
  watsonx: 'ibm.watsonx.ai',
  xai: 'x_ai',
};

/** On every span. */
export const COMMON: AttributeRules = {
  'gen_ai.agent.name': { from: 'agentKey', atStart: true },
  'gen_ai.agent.id': { from: 'agentId' },
  'gen_ai.agent.version': { from: 'agentVersionId' },
  'gen_ai.conversation.id': { from: 'sessionId' },
  'deployment.environment.name': { from: 'environment' },
  'heddle.run.id': { from: 'runId' },
  'heddle.parent_run.id': { from: 'parentRunId' },
  'heddle.step.key': { from: 'stepKey' },
  'heddle.outcome': { from: 'outcome' },
  'heddle.metadata': { from: 'metadata', shape: 'fields' },
};

const ACTION: AttributeRules = {
  'heddle.action.type': { from: 'action.type' },
  'heddle.action.name': { from: 'action.name' },
  'heddle.action.risk_level': { from: ['action.riskLevel', 'tool.riskLevel'] },
  'heddle.resource.type': { from: 'resource.type' },
  'heddle.resource.id': { from: 'resource.externalId' },
  'heddle.resource.provider': { from: 'resource.provider' },
  'gen_ai.tool.call.arguments': { from: 'input', shape: 'json', content: true },
  'gen_ai.tool.call.result': { from: 'output', shape: 'json', content: true },
};

/** What a run adds up to is no `gen_ai.usage.*`: a backend that sums spans would count it twice. */
const TOTALS: AttributeRules = {
  'heddle.totals.input_tokens': { from: 'totals.inputTokens' },
  'heddle.totals.output_tokens': { from: 'totals.outputTokens' },
  'heddle.totals.cost_usd': { from: 'totals.costUsd' },
  'heddle.totals.model_calls': { from: 'totals.modelCalls' },
  'heddle.totals.tool_calls': { from: 'totals.toolCalls' },
  'heddle.totals.steps': { from: 'totals.steps' },
  'heddle.totals.errors': { from: 'totals.errors' },
};

const operation = (value: string): AttributeRule => ({ value, atStart: true });

export const SPANS: Readonly<Record<SpanRuleName, SpanRule>> = {
  run: {
    name: '{gen_ai.operation.name} {gen_ai.agent.name}',
    kind: 'INTERNAL',
    attributes: {
      'gen_ai.operation.name': operation('invoke_agent'),
      ...COMMON,
      'heddle.run.name': { from: 'run.name' },
      'heddle.run.role': { from: 'run.role' },
      'heddle.run.trigger': { from: 'run.trigger' },
      ...TOTALS,
      'gen_ai.input.messages': { from: 'input', shape: 'user_messages', content: true },
      'gen_ai.output.messages': { from: 'output', shape: 'model_messages', content: true },
    },
  },
  step: {
    name: '{gen_ai.operation.name} {gen_ai.workflow.name}',
    kind: 'INTERNAL',
    attributes: {
      'gen_ai.operation.name': operation('invoke_workflow'),
      'gen_ai.workflow.name': { from: ['step.name', 'step.key'], atStart: true },
      ...COMMON,
      'heddle.step.key': { from: 'step.key' },
      'heddle.step.index': { from: 'step.index' },
      'gen_ai.input.messages': { from: 'input', shape: 'user_messages', content: true },
      'gen_ai.output.messages': { from: 'output', shape: 'model_messages', content: true },
    },
  },
  tool: {
    name: '{gen_ai.operation.name} {gen_ai.tool.name}',
    kind: 'INTERNAL',
    attributes: {
      'gen_ai.operation.name': operation('execute_tool'),
      'gen_ai.tool.name': { from: 'tool.name', atStart: true },
      'gen_ai.tool.type': { value: 'function' },
      'gen_ai.tool.call.id': { from: 'toolCallId' },
      ...COMMON,
      'heddle.tool.provider': { from: 'tool.provider' },
      ...ACTION,
    },
  },
  action: {
    name: 'action {heddle.action.name|heddle.action.type}',
    kind: 'INTERNAL',
    attributes: {
      ...COMMON,
      ...ACTION,
      'heddle.action.type': { from: 'action.type', atStart: true },
      'heddle.action.name': { from: 'action.name', atStart: true },
    },
  },
  llm: {
    name: '{gen_ai.operation.name} {gen_ai.request.model}',
    kind: 'CLIENT',
    attributes: {
      'gen_ai.operation.name': { from: 'llm.operation', otherwise: 'chat', atStart: true },
      'gen_ai.provider.name': { from: 'model.provider', values: PROVIDERS, atStart: true },
      'gen_ai.system': { from: 'model.provider', values: PROVIDERS, atStart: true, legacy: true },
      'gen_ai.request.model': { from: 'model.name', atStart: true },
      ...COMMON,
      'gen_ai.request.stream': { from: 'llm.stream' },
      'gen_ai.request.temperature': { from: 'llm.parameters.temperature' },
      'gen_ai.request.top_p': { from: 'llm.parameters.top_p' },
      'gen_ai.request.top_k': { from: 'llm.parameters.top_k' },
      'gen_ai.request.max_tokens': {
        from: [
          'llm.parameters.max_tokens',
          'llm.parameters.max_completion_tokens',
          'llm.parameters.max_output_tokens',
        ],
      },
      'gen_ai.request.frequency_penalty': { from: 'llm.parameters.frequency_penalty' },
      'gen_ai.request.presence_penalty': { from: 'llm.parameters.presence_penalty' },
      'gen_ai.request.stop_sequences': {
        from: ['llm.parameters.stop', 'llm.parameters.stop_sequences'],
        shape: 'list',
      },
      'gen_ai.request.seed': { from: 'llm.parameters.seed' },
      'gen_ai.request.choice.count': { from: 'llm.parameters.n' },
      'gen_ai.request.encoding_formats': { from: 'llm.parameters.encoding_format', shape: 'list' },
      'gen_ai.embeddings.dimension.count': { from: 'llm.parameters.dimensions' },
      'gen_ai.output.type': {
        from: ['llm.parameters.response_format.type', 'llm.parameters.text.format.type'],
        values: { json_object: 'json', json_schema: 'json', text: 'text' },
        onlyListed: true,
      },
      'gen_ai.response.id': { from: 'responseId' },
      'gen_ai.response.model': { from: 'model.responseName' },
      'gen_ai.response.finish_reasons': { from: 'finishReasons', shape: 'list' },
      'gen_ai.response.time_to_first_chunk': { from: 'timeToFirstTokenMs', shape: 'seconds' },
      'gen_ai.usage.input_tokens': { from: 'usage.inputTokens' },
      'gen_ai.usage.output_tokens': { from: 'usage.outputTokens' },
      'gen_ai.usage.cache_read.input_tokens': { from: 'usage.cachedInputTokens' },
      'gen_ai.usage.cache_creation.input_tokens': { from: 'usage.cacheWriteTokens' },
      'gen_ai.usage.reasoning.output_tokens': { from: 'usage.reasoningTokens' },
      'openai.api.type': {
        from: 'llm.api',
        values: { 'chat.completions': 'chat_completions', responses: 'responses' },
        onlyListed: true,
        when: ['model.provider', 'openai'],
      },
      'openai.request.service_tier': {
        from: 'llm.parameters.service_tier',
        when: ['model.provider', 'openai'],
      },
      'openai.response.service_tier': { from: 'serviceTier', when: ['model.provider', 'openai'] },
      'heddle.request.id': { from: 'requestId' },
      'heddle.cost_usd': { from: 'costUsd' },
      'heddle.retries': { from: 'retries' },
      'gen_ai.input.messages': { from: 'input', shape: 'user_messages', content: true },
      'gen_ai.output.messages': { from: 'output', shape: 'model_messages', content: true },
    },
  },
  mcp: {
    name: '{mcp.method.name} {gen_ai.tool.name|gen_ai.prompt.name}',
    // SERVER where `mcp.role` says that the server recorded it.
    kind: 'CLIENT',
    // No `gen_ai.operation.name`: the `execute_tool` span around a `tools/call` has it, and one
    // execution must not be counted twice.
    attributes: {
      'mcp.method.name': { from: 'mcp.method', atStart: true },
      'gen_ai.tool.name': { from: 'mcp.tool', atStart: true },
      'gen_ai.prompt.name': { from: 'mcp.promptName', atStart: true },
      ...COMMON,
      'mcp.resource.uri': { from: 'mcp.resourceUri' },
      'mcp.session.id': { from: 'mcp.mcpSessionId' },
      'mcp.protocol.version': { from: 'mcp.protocolVersion' },
      'jsonrpc.request.id': { from: 'mcp.requestId', shape: 'text' },
      'rpc.response.status_code': { from: 'error.code', shape: 'text' },
      'network.transport': {
        from: 'mcp.transport',
        values: { stdio: 'pipe', http: 'tcp', sse: 'tcp' },
        onlyListed: true,
      },
      'network.protocol.name': {
        from: 'mcp.transport',
        values: { http: 'http', sse: 'http' },
        onlyListed: true,
      },
      'heddle.mcp.server': { from: 'mcp.server' },
      'gen_ai.tool.call.arguments': {
        from: ['input.arguments', 'input'],
        shape: 'json',
        content: true,
        when: ['mcp.method', 'tools/call'],
      },
      'gen_ai.tool.call.result': {
        from: 'output',
        shape: 'json',
        content: true,
        when: ['mcp.method', 'tools/call'],
      },
    },
  },
  handoff: {
    name: 'handoff {heddle.handoff.target_agent}',
    kind: 'INTERNAL',
    attributes: {
      'heddle.handoff.target_agent': { from: 'handoff.targetAgentKey', atStart: true },
      ...COMMON,
      'heddle.handoff.id': { from: 'handoff.id' },
      'heddle.handoff.reason': { from: 'handoff.reason' },
      'heddle.handoff.source_agent': { from: 'handoff.sourceAgentKey' },
      'heddle.handoff.target_run': { from: 'handoff.targetRunId' },
      'gen_ai.input.messages': { from: 'input', shape: 'user_messages', content: true },
      'gen_ai.output.messages': { from: 'output', shape: 'model_messages', content: true },
    },
  },
};

/** The part an event plays in the life of a span. `record` repeats what the ending said. */
export type EventPart =
  | { readonly part: 'start' | 'end'; readonly span: SpanRuleName }
  | { readonly part: 'record'; readonly span?: SpanRuleName; readonly fact?: FactRule }
  | { readonly part: 'fact'; readonly fact: FactRule }
  | { readonly part: 'none' };

/** Something that happens in the course of a span: a span event. */
export interface FactRule {
  readonly name: string;
  readonly attributes: AttributeRules;
}

const start = (span: SpanRuleName): EventPart => ({ part: 'start', span });
const end = (span: SpanRuleName): EventPart => ({ part: 'end', span });
const fact = (name: string, attributes: AttributeRules): EventPart => ({
  part: 'fact',
  fact: { name, attributes },
});

/** An error, on the span that it ended and as `agent.error`. */
export const EXCEPTION: FactRule = {
  name: 'exception',
  attributes: {
    'exception.type': { from: 'error.name' },
    'exception.message': { from: 'error.message' },
    'exception.stacktrace': { from: 'error.stack' },
    'heddle.error.handled': { from: 'handled' },
  },
};

const APPROVAL: AttributeRules = {
  'heddle.approval.id': { from: 'approval.approvalId' },
  'heddle.approval.status': { from: 'approval.status' },
  'heddle.approval.reason': { from: 'approval.reason' },
  'heddle.approval.expires_at': { from: 'approval.expiresAt' },
  'heddle.approval.resolved_by': { from: 'approval.resolvedBy' },
  'heddle.approval.waited_ms': { from: 'approval.waitedMs' },
};

/**
 * Every event type of the catalog. Sessions are no spans: they are the `gen_ai.conversation.id` of
 * everything that happens in them. Losses of the SDK are no part of an agent's trace.
 */
export const EVENTS: Readonly<Record<string, EventPart>> = {
  'agent.session.started': { part: 'none' },
  'agent.session.completed': { part: 'none' },
  'agent.session.failed': { part: 'none' },
  'agent.telemetry.dropped': { part: 'none' },
  'agent.run.started': start('run'),
  'agent.run.completed': end('run'),
  'agent.run.failed': end('run'),
  'agent.workflow.step.started': start('step'),
  'agent.workflow.step.completed': end('step'),
  'agent.workflow.step.failed': end('step'),
  // A tool's action; one without a tool is told as `action`.
  'agent.action.requested': start('tool'),
  'agent.action.completed': end('tool'),
  'agent.action.failed': end('tool'),
  'agent.tool.called': { part: 'record', span: 'tool' },
  'agent.llm.called': start('llm'),
  'agent.llm.completed': end('llm'),
  'agent.llm.failed': end('llm'),
  'agent.mcp.called': start('mcp'),
  'agent.mcp.completed': end('mcp'),
  'agent.mcp.failed': end('mcp'),
  'agent.mcp.tools_listed': {
    part: 'record',
    fact: {
      name: 'heddle.mcp.tools_listed',
      attributes: {
        'heddle.mcp.server': { from: 'mcp.server' },
        'heddle.mcp.tool_count': { from: 'toolCount' },
      },
    },
  },
  'agent.handoff.requested': start('handoff'),
  'agent.handoff.completed': end('handoff'),
  'agent.handoff.failed': end('handoff'),
  'agent.handoff.accepted': fact('heddle.handoff.accepted', {
    'heddle.handoff.target_agent': { from: 'handoff.targetAgentKey' },
    'heddle.handoff.target_run': { from: 'handoff.targetRunId' },
  }),
  'agent.guardrail.evaluated': fact('gen_ai.guardrail.result', {
    'gen_ai.guardrail.component.name': { value: 'heddle' },
    'gen_ai.guardrail.policy.version': { from: 'decision.policyVersion' },
    'gen_ai.guardrail.result.type': { value: 'policy_decision' },
    'gen_ai.guardrail.result.value': { from: 'decision.policyDecision' },
    'gen_ai.guardrail.result.reason': { from: 'decision.reason' },
    'heddle.guardrail.effective_decision': { from: 'decision.effectiveDecision' },
    'heddle.guardrail.enforcement_action': { from: 'decision.enforcementAction' },
    'heddle.guardrail.mode': { from: 'decision.mode' },
    'heddle.guardrail.matched': { from: 'decision.matchedGuardrails.*.key', shape: 'list' },
  }),
  'agent.approval.requested': fact('heddle.approval.requested', APPROVAL),
  'agent.approval.resolved': fact('heddle.approval.resolved', APPROVAL),
  'agent.resource.touched': fact('heddle.resource.touched', {
    'heddle.resource.type': { from: 'resource.type' },
    'heddle.resource.id': { from: 'resource.externalId' },
    'heddle.resource.provider': { from: 'resource.provider' },
    'heddle.action.type': { from: 'action.type' },
  }),
  'agent.error': { part: 'fact', fact: EXCEPTION },
  'agent.outcome.recorded': fact('heddle.outcome.recorded', {
    'heddle.business_outcome.type': { from: 'outcomeType' },
    'heddle.business_outcome.value': { from: 'value' },
    'heddle.business_outcome.currency': { from: 'currency' },
    'heddle.business_outcome.customer_id': { from: 'customerId' },
  }),
};

/** An event of the host's own making. */
export const CUSTOM_EVENT: AttributeRules = {
  'heddle.payload': { from: 'payload', shape: 'json', content: true },
};

/** Which endings are errors. What a caller gave up on, or never read to the end, is not one. */
export const IS_ERROR: Readonly<Record<Outcome, boolean>> = {
  completed: false,
  failed: true,
  blocked: true,
  cancelled: false,
  abandoned: false,
};

/** One instrument, and how an ending is recorded with it. */
export interface MetricRule {
  readonly name: string;
  readonly unit: string;
  readonly description: string;
  readonly boundaries: readonly number[];
  /** Which endings are measured. */
  readonly span: SpanRuleName;
  readonly kind?: SpanKindName;
  /** Where in the event the number is, in milliseconds where the unit is seconds. */
  readonly from: string;
  /** Of the span's attributes, those that the metric has as well. */
  readonly attributes: readonly string[];
  readonly fixed?: Readonly<Record<string, string>>;
}

const SECONDS = [
  0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92,
];
const MCP_SECONDS = [0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300];
const TOKENS = [
  1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864,
];
const MODEL = [
  'gen_ai.operation.name',
  'gen_ai.provider.name',
  'gen_ai.system',
  'gen_ai.request.model',
  'gen_ai.response.model',
];
const MCP = [
  'mcp.method.name',
  'gen_ai.tool.name',
  'gen_ai.prompt.name',
  'mcp.protocol.version',
  'network.transport',
  'network.protocol.name',
  'rpc.response.status_code',
];

const tokens = (from: string, type: string): MetricRule => ({
  name: 'gen_ai.client.token.usage',
  unit: '{token}',
  description: 'Number of input and output tokens used.',
  boundaries: TOKENS,
  span: 'llm',
  from,
  attributes: MODEL,
  fixed: { 'gen_ai.token.type': type },
});

const mcpDuration = (side: 'client' | 'server'): MetricRule => ({
  name: `mcp.${side}.operation.duration`,
  unit: 's',
  description: 'The duration of an MCP request as observed by this side.',
  boundaries: MCP_SECONDS,
  span: 'mcp',
  kind: side === 'client' ? 'CLIENT' : 'SERVER',
  from: 'durationMs',
  attributes: MCP,
});

/** All but `token.usage` also carry `error.type` when the work failed. */
export const METRICS: readonly MetricRule[] = [
  tokens('usage.inputTokens', 'input'),
  tokens('usage.outputTokens', 'output'),
  {
    name: 'gen_ai.client.operation.duration',
    unit: 's',
    description: 'GenAI operation duration.',
    boundaries: SECONDS,
    span: 'llm',
    from: 'durationMs',
    attributes: MODEL,
  },
  {
    name: 'gen_ai.client.operation.time_to_first_chunk',
    unit: 's',
    description: 'Time to receive the first chunk of a streamed answer.',
    boundaries: [
      0.001, 0.005, 0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10,
    ],
    span: 'llm',
    from: 'timeToFirstTokenMs',
    attributes: MODEL,
  },
  {
    name: 'gen_ai.invoke_agent.duration',
    unit: 's',
    description: 'The duration of one agent invocation.',
    boundaries: [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6],
    span: 'run',
    from: 'durationMs',
    attributes: ['gen_ai.agent.name'],
  },
  {
    name: 'gen_ai.execute_tool.duration',
    unit: 's',
    description: 'The duration of one tool execution.',
    boundaries: SECONDS,
    span: 'tool',
    from: 'durationMs',
    attributes: ['gen_ai.tool.name', 'gen_ai.tool.type', 'gen_ai.agent.name'],
  },
  mcpDuration('client'),
  mcpDuration('server'),
];
