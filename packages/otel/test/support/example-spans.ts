/** The example run as spans: what every SDK and every way out must show. */
export const exampleTree = `
invoke_agent desk | INTERNAL | UNSET
  invoke_workflow look-up | INTERNAL | UNSET
    chat gpt-5 | CLIENT | UNSET
    execute_tool search | INTERNAL | UNSET
  execute_tool memory.remember | INTERNAL | UNSET
    tools/call remember | CLIENT | UNSET
  execute_tool remove | INTERNAL | ERROR
  execute_tool ship | INTERNAL | ERROR
  action communicate | INTERNAL | UNSET
  handoff billing | INTERNAL | UNSET
    invoke_agent billing | INTERNAL | UNSET`.trim();

const common = {
  'gen_ai.agent.name': 'desk',
  'gen_ai.agent.id': 'agent_1',
  'gen_ai.agent.version': 'v7',
  'gen_ai.conversation.id': 'ses_1',
  'deployment.environment.name': 'test',
  'heddle.run.id': anyId(),
};

/** Attributes of each span, whole, without payloads, by the latest conventions alone. */
export const exampleAttributes: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  'invoke_agent desk': {
    ...common,
    'gen_ai.operation.name': 'invoke_agent',
    'heddle.run.name': 'answer',
    'heddle.outcome': 'completed',
    'heddle.totals.input_tokens': 120,
    'heddle.totals.output_tokens': 30,
    'heddle.totals.cost_usd': 0.0021,
    'heddle.totals.model_calls': 1,
    'heddle.totals.tool_calls': 4,
    'heddle.totals.steps': 1,
    'heddle.totals.errors': 1,
  },
  'invoke_workflow look-up': {
    ...common,
    'gen_ai.operation.name': 'invoke_workflow',
    'gen_ai.workflow.name': 'look-up',
    'heddle.step.key': 'look-up',
    'heddle.step.index': 0,
    'heddle.outcome': 'completed',
  },
  'chat gpt-5': {
    ...common,
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-5',
    'gen_ai.request.temperature': 0.2,
    'gen_ai.request.max_tokens': 64,
    'gen_ai.request.stop_sequences': ['END'],
    'gen_ai.response.id': 'resp_1',
    'gen_ai.response.model': 'gpt-5-2026',
    'gen_ai.response.finish_reasons': ['stop'],
    'gen_ai.response.time_to_first_chunk': 0.25,
    'gen_ai.usage.input_tokens': 120,
    'gen_ai.usage.output_tokens': 30,
    'gen_ai.usage.cache_read.input_tokens': 100,
    'gen_ai.usage.reasoning.output_tokens': 10,
    'openai.api.type': 'chat_completions',
    'heddle.cost_usd': 0.0021,
    'heddle.step.key': 'look-up',
    'heddle.outcome': 'completed',
  },
  'execute_tool search': {
    ...common,
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'search',
    'gen_ai.tool.type': 'function',
    'gen_ai.tool.call.id': 'call_1',
    'heddle.tool.provider': 'shop',
    'heddle.action.type': 'read',
    'heddle.step.key': 'look-up',
    'heddle.outcome': 'completed',
  },
  'execute_tool remove': {
    ...common,
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'remove',
    'gen_ai.tool.type': 'function',
    'heddle.action.type': 'delete',
    'heddle.outcome': 'blocked',
    'error.type': 'guard_blocked',
  },
  'execute_tool ship': {
    ...common,
    'gen_ai.operation.name': 'execute_tool',
    'gen_ai.tool.name': 'ship',
    'gen_ai.tool.type': 'function',
    'heddle.action.type': 'execute',
    'heddle.outcome': 'failed',
    'error.type': 'E_CARRIER',
  },
  'tools/call remember': {
    ...common,
    'mcp.method.name': 'tools/call',
    'gen_ai.tool.name': 'remember',
    'network.transport': 'pipe',
    'heddle.mcp.server': 'memory',
    'heddle.outcome': 'completed',
  },
  'handoff billing': {
    ...common,
    'heddle.handoff.target_agent': 'billing',
    'heddle.handoff.target_run': anyId(),
    'heddle.handoff.source_agent': 'desk',
    'heddle.handoff.reason': 'money',
    'heddle.handoff.id': anyId(),
    'heddle.outcome': 'completed',
  },
};

/** The span events of the example run, by their span. */
export const exampleFacts: Readonly<Record<string, readonly string[]>> = {
  'invoke_agent desk': ['exception'],
  'execute_tool remove': ['gen_ai.guardrail.result', 'exception'],
  'execute_tool ship': ['exception'],
  'handoff billing': ['heddle.handoff.accepted'],
};

/** Any id: they differ from run to run. */
function anyId(): unknown {
  return { asymmetricMatch: (value: unknown) => typeof value === 'string' && value.length > 8 };
}
