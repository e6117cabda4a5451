export type {
  DeliveryDiagnostics,
  DestinationDiagnostics,
  FlushReport,
} from './buffer/diagnostics.ts';
export type { DropCounts, DropReason } from './buffer/drops.ts';
export {
  buildActionCompletedEvent,
  buildActionFailedEvent,
  buildActionRequestedEvent,
  buildApprovalRequestedEvent,
  buildApprovalResolvedEvent,
  buildErrorEvent,
  buildGuardrailEvaluatedEvent,
  buildHandoffEvent,
  buildLlmEvent,
  buildMcpEvent,
  buildOutcomeEvent,
  buildResourceTouchedEvent,
  buildRunEvent,
  buildSessionEvent,
  buildToolCallEvent,
  buildWorkflowEvent,
} from './builders.ts';
export type { OpenSpool } from './buffer/spool.ts';
export { asyncLocalStorageContextManager } from './context/async-local-storage.ts';
export type { Carrier } from './context/carrier.ts';
export type { ContextManager } from './context/manager.ts';
export type { Scope } from './context/scope.ts';
export { createHeddle } from './create-heddle.ts';
export type { Diagnostic, DiagnosticListener } from './diagnostics.ts';
export { ConfigError, GuardBlockedError, HeddleError } from './errors.ts';
export { opaque } from './event/capture-opaque.ts';
export type { Clock } from './event/clock.ts';
export type { Ids } from './event/ids.ts';
export type { Capability } from './gate/capabilities.ts';
export type {
  ActionFacts,
  ApprovalAnswer,
  ApprovalPort,
  ApprovalRequest,
  ApprovalStatus,
  Decision,
  Gate,
  GateRequest,
  MatchedGuardrail,
  PolicyEffect,
  Refusal,
  ResourceFacts,
  RiskLevel,
  Spending,
  ToolFacts,
} from './gate/gate.ts';
export type { GateFactory, Gatekeeper, InferredAction } from './gate/gatekeeper.ts';
export { guardedBy } from './gate/guarded-by.ts';
export { callbackApprovals, type HostAnswer, type HostApproval } from './gate/host-approvals.ts';
export { inferByRules, type InferenceRules } from './gate/infer-by-rules.ts';
export { inferFromAnnotations, type ToolAnnotations } from './gate/infer-from-annotations.ts';
export {
  inferFromToolName,
  type Inference,
  type InferenceHints,
  type KnownFacts,
} from './gate/infer-from-tool-name.ts';
export type { GuardFailureMode, GuardMode } from './gate/mode.ts';
export { policies, type PoliciesOptions } from './gate/policies.ts';
export {
  definePolicy,
  type ArgumentPredicate,
  type Budget,
  type Patterns,
  type Policy,
  type PolicyMatch,
  type PolicySet,
  type RateLimit,
  type Scalar,
} from './gate/policy.ts';
export { policyGate, type PolicyGate, type PolicyGateOptions } from './gate/policy-gate.ts';
export { policySchema } from './gate/policy-schema.ts';
export { policyTemplates, type PolicyTemplateKey } from './gate/policy-templates.ts';
export type { DoctorReport, Heddle, HeddleDiagnostics, RemoteContext } from './heddle.ts';
export type { HeddleOptions } from './options.ts';
export type { EnrichHook } from './pipeline/pipeline.ts';
export type { TextPattern } from './pipeline/redact-pattern.ts';
export {
  bankAccounts,
  emailAddresses,
  networkAddresses,
  phoneNumbers,
} from './pipeline/redact-personal.ts';
export { createStreamRedactor, type StreamRedactor } from './pipeline/redact-stream.ts';
export {
  createRedactor,
  type Redactor,
  type RedactHook,
  type RedactOptions,
} from './pipeline/redact.ts';
export type { SampleOption } from './pipeline/sample.ts';
export { validateEvents } from '@heddle/events';
export { sendEvents, type SendReport } from './send-events.ts';
export type { Companion, WorkIdentity } from './scopes/companion.ts';
export type { CostOf } from './scopes/tally.ts';
export type { CaptureMode, CaptureOption } from './scopes/work.ts';
export type { BusinessOutcome, MeteredAction, Tracking } from './track/tracking.ts';
export { console } from './transport/console/console.ts';
export { file, type FileTransport } from './transport/file.ts';
export { http } from './transport/http/http.ts';
export { memory, type MemoryTransport } from './transport/memory.ts';
export { multi } from './transport/multi.ts';
export { noop } from './transport/noop.ts';
export type {
  Batch,
  EncodedEvent,
  EventResult,
  SendResult,
  Transport,
  TransportGroup,
} from './transport/transport.ts';
export type { AnyFunction } from './wrap/any-function.ts';
export { unwrap } from './wrap/wrap-function.ts';
export type { CommonOptions, Dynamic } from './wrappers/common-options.ts';
export type {
  HandoffOptions,
  RunOptions,
  SessionOptions,
  StepOptions,
} from './wrappers/flow-work.ts';
export type {
  HandoffHandle,
  Handle,
  LlmHandle,
  RunHandle,
  SessionHandle,
} from './wrappers/handle.ts';
export type { McpOptions } from './wrappers/mcp-work.ts';
export type { LlmOptions, LlmResult } from './wrappers/model-work.ts';
export type { GuardOptions, ToolOptions } from './wrappers/tool-work.ts';
export type { Noun, WrapDecorator, Wrapper } from './wrappers/wrapper-types.ts';
