import type { DoctorReport, HeddleDiagnostics } from './heddle.ts';
import type { HeddleOptions, ResolvedOptions } from './options.ts';

/** What a person should look at. Reads only; changes and sends nothing. */
export function doctor(
  options: HeddleOptions,
  resolved: ResolvedOptions,
  diagnostics: HeddleDiagnostics,
): DoctorReport {
  const { agent, enabled, guardFailureMode, mode } = resolved;
  return {
    enabled,
    agentKey: agent.key,
    mode,
    guardFailureMode,
    transports: diagnostics.destinations.map(({ name }) => name),
    warnings: [...warnings(options, resolved, diagnostics)],
    diagnostics,
  };
}

function* warnings(
  options: HeddleOptions,
  resolved: ResolvedOptions,
  diagnostics: HeddleDiagnostics,
): Generator<string> {
  const { agent, mode, guardFailureMode, url, apiKey } = resolved;
  if (!resolved.enabled) {
    yield 'Nothing is recorded: `enabled` is false or HEDDLE_DISABLED is set.';
    return;
  }
  if (agent.key === 'default') {
    yield 'The agent has no name: give createHeddle `agent: { key }` or set HEDDLE_AGENT_KEY.';
  }
  if (mode === 'enforce' && guardFailureMode === 'fail_open') {
    yield 'mode is "enforce" but a gate that fails lets calls through: set guardFailureMode to "fail_closed".';
  }
  if (mode === 'enforce' && options.approvals === undefined) {
    yield 'mode is "enforce" and nobody can approve: a policy that requires an approval refuses. Set `approvals`.';
  }
  if (url !== undefined && apiKey === undefined && !isLoopback(url)) {
    yield `Events go to ${url} without a key: set HEDDLE_API_KEY or \`apiKey\`.`;
  }
  for (const [reason, { events }] of Object.entries(diagnostics.drops)) {
    if (events > 0 && reason !== 'sampled') yield `${events} events were dropped: ${reason}.`;
  }
  const { lastError } = diagnostics;
  if (lastError !== undefined) {
    yield `Last delivery error, ${new Date(lastError.at).toISOString()}: ${lastError.message}`;
  }
  if (diagnostics.internalErrors > 0) {
    yield `${diagnostics.internalErrors} failures inside Heddle; the last: ${
      diagnostics.lastInternalError?.message ?? 'unknown'
    }`;
  }
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || hostname.startsWith('127.');
}
