import type { Json } from '@heddle/events';
import { adoptEnvironment, createContextApi } from './context/context-api.ts';
import { sharedState } from './context/shared-state.ts';
import { Diagnostics, printDiagnostic } from './diagnostics.ts';
import { doctor } from './doctor.ts';
import { captureSummary } from './event/capture-summary.ts';
import { createCapture } from './event/capture.ts';
import { systemClock } from './event/clock.ts';
import { errorFacts } from './event/error-facts.ts';
import { systemIds } from './event/ids.ts';
import { openGate, type Gatekeeper, type InferAction } from './gate/gatekeeper.ts';
import type { Heddle, HeddleDiagnostics } from './heddle.ts';
import { Instrument } from './instrument.ts';
import { resolveOptions, type HeddleOptions } from './options.ts';
import { createOutlet } from './outlet.ts';
import { createRedactor } from './pipeline/redact.ts';
import { createSampler } from './pipeline/sample.ts';
import { createTracking } from './track/tracking.ts';
import { createNouns, createWrappers } from './wrappers/kinds.ts';

/**
 * Creates the instrumentation of one agent.
 *
 * Without options it names the agent `default` and writes events to `.heddle/` in the working
 * directory. See `HeddleOptions` for every option, its environment variable and its default.
 *
 * @throws ConfigError for a wrong option; nothing else, and nothing later.
 * @example
 * const { withRun, withTool } = createHeddle({ agent: { key: 'support' } });
 * const search = withTool('search', async (query: string) => index.find(query));
 * const answer = withRun('answer', async (question: string) => search(question));
 */
export function createHeddle(options: HeddleOptions = {}): Heddle {
  const resolved = resolveOptions(options, process.env);
  const { agent, enabled } = resolved;
  const clock = options.clock ?? systemClock;
  const ids = options.ids ?? systemIds();
  const context = options.context ?? sharedState().manager;
  const listener = options.onDiagnostic ?? (resolved.debug ? printDiagnostic : undefined);
  const diagnostics = new Diagnostics(listener, () => clock.now());
  const redactor = createRedactor(options.redact);
  const instanceId = ids.uuid(clock.wall());
  if (enabled) adoptEnvironment(process.env);

  const outlet = createOutlet({ options, resolved, clock, ids, context, diagnostics, redactor });
  const gate =
    options.gate?.({
      mode: resolved.mode,
      guardFailureMode: resolved.guardFailureMode,
      approvals: options.approvals,
      approvalTimeoutMs: resolved.approvalTimeoutMs,
      newApprovalId: () => `appr_${ids.uuid(clock.wall())}`,
      clock,
    }) ?? openGate;
  const instrument = new Instrument(
    {
      agent,
      instanceId,
      clock,
      ids,
      context,
      diagnostics,
      gate,
      outsideRun: resolved.outsideRun,
      captureDefault: resolved.capture,
      inferAction: inferenceOption(options, gate),
      sample: createSampler(resolved.sample),
      costOf: options.cost,
      captureValue: createCapture(),
      captureSummary,
      redact: (value: Json) => redactor.redact(value, 'input'),
      errorFacts,
      countSampled: (events) => outlet.countSampled(events),
      companion: options.companion,
    },
    outlet.recorder,
    outlet.send,
  );
  outlet.serve(instrument);

  const readDiagnostics = (): HeddleDiagnostics => ({
    enabled,
    staged: outlet.recorder.staged,
    internalErrors: diagnostics.count,
    lastInternalError: diagnostics.last,
    ...outlet.diagnostics(),
  });
  return {
    enabled,
    agentKey: agent.key,
    instrument,
    ...createWrappers(instrument, enabled),
    ...createNouns(instrument, enabled),
    ...createTracking(instrument, enabled),
    ...createContextApi(instrument, enabled),
    flush: outlet.flush,
    shutdown: outlet.shutdown,
    diagnostics: readDiagnostics,
    doctor: () => doctor(options, resolved, readDiagnostics()),
  };
}

/** What a tool's name suggests: by the option, or by the gate that wants to know. */
function inferenceOption(
  { inferAction }: HeddleOptions,
  gate: Gatekeeper,
): InferAction | undefined {
  return inferAction === false ? () => undefined : (inferAction ?? gate.inferAction);
}
