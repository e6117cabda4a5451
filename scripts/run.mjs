import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The workspace's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

/**
 * Whether a module is the command that was typed, rather than a part of another one.
 *
 * @param {string} url the module's `import.meta.url`
 */
export function isMain(url) {
  return url === pathToFileURL(process.argv[1] ?? '').href;
}

const windows = process.platform === 'win32';

/** How to end what is running when we are told to end. @type {Set<(signal: NodeJS.Signals) => void>} */
const endings = new Set();

let inTerminal = 0;
let listening = false;

/**
 * @typedef {object} RunOptions
 * @property {string} [cwd] where; the workspace's folder unless told
 * @property {NodeJS.ProcessEnv} [env] the whole environment, if not ours
 * @property {number} [timeoutMs] after which the command is killed; 10 minutes unless told
 */

/**
 * Runs a command to its end and keeps what it says. The workspace's own tools come first on its
 * PATH. Whatever it started goes down with it: a test that forgets a server must not leave it behind.
 *
 * Never rejects: a command that cannot be started is one that failed.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {RunOptions} [options]
 * @returns {Promise<{ code: number, output: string }>}
 */
export function run(command, args, { cwd = root, env = process.env, timeoutMs = 600_000 } = {}) {
  listenForSignals();
  const child = spawn(command, args, {
    cwd,
    env: withTools(env),
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that it can be killed as a whole.
    detached: !windows,
    shell: windows,
  });
  const killAll = () => {
    try {
      if (windows || child.pid === undefined) child.kill('SIGKILL');
      else process.kill(-child.pid, 'SIGKILL');
    } catch {
      // Nobody of the group is left.
    }
  };
  endings.add(killAll);

  /** @type {string[]} */
  const heard = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => heard.push(text));
  }

  return new Promise((resolve) => {
    const timer = setTimeout(() => {
      heard.push(`\nkilled after ${timeoutMs / 1000} s\n`);
      killAll();
    }, timeoutMs);
    const end = (/** @type {number} */ code) => {
      clearTimeout(timer);
      endings.delete(killAll);
      resolve({ code, output: heard.join('') });
    };
    child.on('error', (error) => {
      heard.push(error.message);
      end(127);
    });
    child.on('exit', killAll);
    child.on('close', (code) => end(code ?? 1));
  });
}

/**
 * Runs a command in the terminal we were started from, and gives back its exit code.
 *
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv }} [options]
 * @returns {Promise<number>}
 */
export function runInTerminal(command, args, { cwd = root, env = process.env } = {}) {
  listenForSignals();
  const child = spawn(command, args, {
    cwd,
    env: withTools(env),
    stdio: 'inherit',
    shell: windows,
  });
  // A terminal's Ctrl-C has reached the child already, and it may want a moment to end well.
  const passOn = (/** @type {NodeJS.Signals} */ signal) =>
    signal !== 'SIGINT' && child.kill(signal);
  endings.add(passOn);
  inTerminal += 1;
  return new Promise((resolve) => {
    const end = (/** @type {number} */ code) => {
      endings.delete(passOn);
      inTerminal -= 1;
      resolve(code);
    };
    child.on('error', (error) => {
      console.error(`${command}: ${error.message}`);
      end(127);
    });
    child.on('close', (code, signal) =>
      end(code ?? (signal === null ? 1 : 128 + constants.signals[signal])),
    );
  });
}

/** @param {NodeJS.ProcessEnv} env */
function withTools(env) {
  return { ...env, PATH: [join(root, 'node_modules', '.bin'), env['PATH']].join(delimiter) };
}

/** Not on import: a module that only wants to know where the workspace is gets no signal handler. */
function listenForSignals() {
  if (listening) return;
  listening = true;
  for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
    process.on(signal, () => {
      for (const end of endings) end(signal);
      // A command in the terminal ends in its own time, and we with it.
      if (inTerminal === 0) process.exit(128 + constants.signals[signal]);
    });
  }
}
