/**
 * What integration packages (`@heddle/openai`, `@heddle/mcp`, `@heddle/otel`) build on. Not a
 * promise to anybody else: it changes with core.
 */
export { sharedState, sessionState } from './context/shared-state.ts';
export { extractScope, injectScope } from './context/carrier.ts';
export { Lease } from './context/lease.ts';
export type { RemoteOrigin, RunState, Scope, SessionState, StepState } from './context/scope.ts';
export { inferFromAnnotations, type ToolAnnotations } from './gate/infer-from-annotations.ts';
export type { ActionFacts, ResourceFacts, RiskLevel } from './gate/gate.ts';
export type { Instrument } from './instrument.ts';
export { activeScope, begin } from './scopes/begin.ts';
export type { Companion, WorkIdentity } from './scopes/companion.ts';
export { KIND_EVENTS, type WorkKind } from './scopes/kinds.ts';
export { runOperation } from './scopes/run-operation.ts';
export { WatchedWork } from './scopes/watched-work.ts';
export { Operation } from './scopes/operation.ts';
export { normalizeUsage } from './scopes/usage.ts';
export type { Work, WorkDetails, WorkFacts, WorkObserver } from './scopes/work.ts';
export { dataMethod, dataValue, overrideMethod } from './wrap/data-method.ts';
export { createStamp, type Stamp } from './wrap/stamp.ts';
export { tappedOpener } from './wrap/watch-iterator.ts';
export { watchResult } from './wrap/watch-result.ts';
export type { Watch } from './wrap/watch.ts';
export { wrapFunction, type CallHandler } from './wrap/wrap-function.ts';
export { guardWork, toolWork } from './wrappers/tool-work.ts';
export { llmDetails, llmWork } from './wrappers/model-work.ts';
export { mcpCall } from './wrappers/call-mcp.ts';
export { mcpToolWork, mcpWork } from './wrappers/mcp-work.ts';
export { runWork, sessionWork, stepWork } from './wrappers/flow-work.ts';
export type { HttpAnswer, HttpRequest, Post } from './transport/http/post.ts';
export { postWithFetch } from './transport/http/post-with-fetch.ts';
export { postWithNode } from './transport/http/post-with-node.ts';
export { parseRetryAfter } from './transport/http/retry-after.ts';
