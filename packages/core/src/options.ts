import type { OpenSpool } from './buffer/spool.ts';
import type { ContextManager } from './context/manager.ts';
import type { DiagnosticListener } from './diagnostics.ts';
import { ConfigError } from './errors.ts';
import type { Clock } from './event/clock.ts';
import type { Ids } from './event/ids.ts';
import type { ApprovalPort } from './gate/gate.ts';
import type { GateFactory, InferAction } from './gate/gatekeeper.ts';
import type { HostApproval } from './gate/host-approvals.ts';
import {
  resolveGuardFailureMode,
  resolveMode,
  type GuardFailureMode,
  type GuardMode,
} from './gate/mode.ts';
import type { AgentIdentity, OutsideRun } from './instrument.ts';
import type { EnrichHook } from './pipeline/pipeline.ts';
import type { RedactOptions } from './pipeline/redact.ts';
import type { SampleOption } from './pipeline/sample.ts';
import type { CostOf } from './scopes/tally.ts';
import type { Companion } from './scopes/companion.ts';
import type { CaptureOption } from './scopes/work.ts';
import type { Transport, TransportGroup } from './transport/transport.ts';

/** Options of `createHeddle`. Everything has a default; the environment fills what is absent. */
export interface HeddleOptions {
  /** Who the agent is. `HEDDLE_AGENT_KEY`; `default` when nobody says. */
  readonly agent?: {
    readonly key?: string;
    readonly id?: string;
    readonly versionId?: string;
  };
  /** `production`, `staging` … `HEDDLE_ENVIRONMENT`, then `NODE_ENV`. */
  readonly environment?: string;
  /** `false` makes every wrapper the function itself. `HEDDLE_DISABLED=1` does the same. */
  readonly enabled?: boolean;
  /** A Heddle collector's address. `HEDDLE_URL`. Without one, events go to `.heddle/`. */
  readonly url?: string;
  /** `HEDDLE_API_KEY`. */
  readonly apiKey?: string;
  /** Where events go, in place of `url` and `.heddle/`: one transport or several. */
  readonly transport?: Transport | TransportGroup | readonly (Transport | TransportGroup)[];
  /**
   * Keeps events on disk until they are acknowledged: `spool({ level: 'write' })` of
   * `@heddle/core/spool`. With `url` and without this, a spool of level `batch` is opened; `false` is
   * none, and what a dying process holds in memory is then lost.
   */
  readonly spool?: OpenSpool | false;
  /** How much of arguments and results is kept, unless a wrapper says otherwise. `full`. */
  readonly capture?: CaptureOption;
  /** Part of the root runs that is recorded, from 0 to 1, or a function of the trace id. 1. */
  readonly sample?: SampleOption;
  readonly redact?: RedactOptions;
  /** Called with every event before redaction; what it returns is added to the event. */
  readonly enrich?: EnrichHook;
  /** Calls of wrapped functions outside any run get a run of their own, no run, or no events. */
  readonly outsideRun?: OutsideRun;
  /** `monitor` records what policies say, `enforce` acts on it. `HEDDLE_MODE`; `monitor`. */
  readonly mode?: GuardMode;
  readonly guardFailureMode?: GuardFailureMode;
  /** Guardrails: `policies([...])`, or `guardedBy(gate)` for a gate of your own. None. */
  readonly gate?: GateFactory;
  /** Who is asked when a policy requires an approval. */
  readonly approvals?: ApprovalPort | HostApproval;
  /** How long a call waits for an approval. 300,000 ms. */
  readonly approvalTimeoutMs?: number;
  /**
   * What a tool's name suggests it does, for tools that do not say it: `inferFromToolName`, or your
   * own. Off, unless `policies` need it; `false` is off in any case.
   */
  readonly inferAction?: false | InferAction;
  /** The price of a model call that does not carry its own. */
  readonly cost?: CostOf;
  readonly context?: ContextManager;
  /** Another tracer that goes along with the work, such as OpenTelemetry's by `@heddle/otel`. */
  readonly companion?: Companion;
  /** Told when something of ours goes wrong. `HEDDLE_DEBUG=1` prints to the standard error. */
  readonly onDiagnostic?: DiagnosticListener;
  /** Most time that the end of the process may be held up by a last flush. 2,000 ms; 0 for none. */
  readonly exitFlushMs?: number;
  readonly clock?: Clock;
  readonly ids?: Ids;
}

/** The options with every default in its place. */
export interface ResolvedOptions {
  readonly enabled: boolean;
  readonly agent: AgentIdentity;
  readonly url: string | undefined;
  readonly apiKey: string | undefined;
  readonly mode: GuardMode;
  readonly guardFailureMode: GuardFailureMode;
  readonly approvalTimeoutMs: number;
  readonly outsideRun: OutsideRun;
  readonly capture: CaptureOption;
  readonly sample: SampleOption;
  readonly exitFlushMs: number;
  readonly debug: boolean;
}

/** @throws ConfigError naming the field and what to write instead. */
export function resolveOptions(
  options: HeddleOptions,
  env: Readonly<Record<string, string | undefined>>,
): ResolvedOptions {
  const key = options.agent?.key ?? env['HEDDLE_AGENT_KEY'] ?? 'default';
  if (typeof key !== 'string' || key === '') {
    throw new ConfigError('agent.key', 'expected a non-empty string that names the agent.');
  }
  if ('policies' in options) {
    throw new ConfigError(
      'policies',
      'write `gate: policies([...])`; `policies` is exported here.',
    );
  }
  const environment = options.environment ?? env['HEDDLE_ENVIRONMENT'] ?? env['NODE_ENV'];
  const { id, versionId } = options.agent ?? {};
  return {
    enabled: options.enabled ?? !isOn(env['HEDDLE_DISABLED']),
    agent: {
      key,
      ...(id !== undefined && { id }),
      ...(versionId !== undefined && { versionId }),
      ...(environment !== undefined && environment !== '' && { environment }),
    },
    url: urlOption(options.url ?? env['HEDDLE_URL']),
    apiKey: options.apiKey ?? env['HEDDLE_API_KEY'],
    mode: resolveMode(options.mode ?? env['HEDDLE_MODE']),
    guardFailureMode: resolveGuardFailureMode(options.guardFailureMode),
    approvalTimeoutMs: positive('approvalTimeoutMs', options.approvalTimeoutMs, 300_000),
    outsideRun: oneOf('outsideRun', options.outsideRun, ['run', 'bare', 'ignore']),
    capture: options.capture ?? 'full',
    sample: sampleOption(options.sample ?? env['HEDDLE_SAMPLE']),
    exitFlushMs: positive('exitFlushMs', options.exitFlushMs, 2000),
    debug: isOn(env['HEDDLE_DEBUG']),
  };
}

function isOn(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}

function urlOption(value: string | undefined): string | undefined {
  if (value === undefined || value === '') return undefined;
  if (!URL.canParse(value) || !/^https?:$/.test(new URL(value).protocol)) {
    throw new ConfigError(
      'url',
      `expected an address like http://127.0.0.1:4319, found "${value}".`,
    );
  }
  return value;
}

function positive(field: string, value: number | undefined, fallback: number): number {
  if (value === undefined) return fallback;
  if (typeof value === 'number' && value >= 0) return value;
  throw new ConfigError(
    field,
    `expected a number of milliseconds, 0 or more, found ${String(value)}.`,
  );
}

function oneOf<Choice extends string>(
  field: string,
  value: Choice | undefined,
  choices: readonly [Choice, ...Choice[]],
): Choice {
  if (value === undefined) return choices[0];
  if (choices.includes(value)) return value;
  throw new ConfigError(field, `expected one of ${choices.join(', ')}, found ${String(value)}.`);
}

function sampleOption(value: SampleOption | string | undefined): SampleOption {
  if (value === undefined || value === '') return 1;
  if (typeof value === 'function') return value;
  const ratio = Number(value);
  if (ratio >= 0 && ratio <= 1) return ratio;
  throw new ConfigError(
    'sample',
    `expected a number from 0 to 1 or a function, found ${String(value)}.`,
  );
}
