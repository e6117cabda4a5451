import { execFileSync, fork } from 'node:child_process';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build } from 'esbuild';

const here = import.meta.dirname;
const root = join(here, '..', '..');
const cache = join(root, 'node_modules', '.cache', 'heddle', 'bench-openai');
const [rounds = 15, calls = 200] = process.argv.slice(2).map(Number);

const PEERS = {
  openai: '6.49.0',
  langsmith: '0.10.5',
  '@posthog/ai': '8.13.1',
  'posthog-node': '5.70.0',
  '@arizeai/openinference-instrumentation-openai': '4.2.7',
  '@opentelemetry/api': '1.9.0',
  '@opentelemetry/sdk-trace-node': '2.12.0',
  '@pydantic/genai-prices': '0.1.8',
};
const VARIANTS = [
  'bare',
  'bare again',
  'bare, in an AsyncLocalStorage',
  'heddle',
  'openinference',
  'posthog',
  'langsmith',
];

await prepare();
const server = await start('server.mjs', []);
const variants = [];
for (const name of VARIANTS) {
  const { process: child } = await start('caller.mjs', [name, server.said.url, cache]);
  variants.push({ name, child, cpu: [], wall: [] });
}

for (let round = -2; round < rounds; round++) {
  for (const { child, cpu, wall } of variants) {
    const told = await ask(child, { calls });
    if (round < 0) continue;
    cpu.push(told.cpuUs / calls);
    wall.push(told.wallUs / calls);
  }
}
report();
for (const { child } of variants) child.kill();
server.process.kill();

/** Brings the peers, and bundles ours the way a user's bundler would. */
async function prepare() {
  mkdirSync(cache, { recursive: true });
  const manifest = JSON.stringify({ private: true, dependencies: PEERS });
  const installed = join(cache, 'node_modules', 'openai', 'package.json');
  if (!existsSync(installed)) {
    writeFileSync(join(cache, 'package.json'), manifest);
    console.error('installing the peers …');
    const args = ['install', '--ignore-scripts', '--no-audit', '--no-fund', '--legacy-peer-deps'];
    execFileSync('npm', args, { cwd: cache, stdio: 'inherit' });
  }
  await build({
    entryPoints: {
      heddle: join(here, 'variants', 'heddle.ts'),
      server: join(here, 'loopback.ts'),
    },
    outdir: cache,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    platform: 'node',
    format: 'esm',
    external: ['openai', '@pydantic/genai-prices'],
    banner: {
      js: "import { createRequire as cr } from 'node:module'; const require = cr(import.meta.url);",
    },
  });
}

/** @param {string} file @param {string[]} args */
async function start(file, args) {
  const path = file === 'server.mjs' ? join(cache, file) : join(here, file);
  const child = fork(path, args, { execArgv: ['--expose-gc'] });
  // No child outlives the bench, and none that died is waited for.
  process.once('exit', () => child.kill());
  child.once('exit', (code) => {
    if (code) process.exit(code);
  });
  const said = await new Promise((resolve) => child.once('message', resolve));
  return { process: child, said };
}

/** @param {import('node:child_process').ChildProcess} child @param {object} message */
function ask(child, message) {
  return new Promise((resolve) => {
    child.once('message', resolve);
    child.send(message);
  });
}

function report() {
  const [bare] = variants;
  const base = median(bare.cpu);
  console.log(
    `openai ${PEERS.openai}, Node ${process.version}, ${rounds} rounds of ${calls} calls\n`,
  );
  console.log('| | CPU a call, us | over bare, us | over bare | wall a call, us |');
  console.log('| --- | --- | --- | --- | --- |');
  for (const { name, cpu, wall } of variants) {
    const own = median(cpu);
    const over = own - base;
    const share = `${((100 * over) / base).toFixed(1)} %`;
    console.log(
      `| ${name} | ${own.toFixed(0)} | ${over.toFixed(0)} | ${share} | ${median(wall).toFixed(0)} |`,
    );
  }
}

/** @param {number[]} values */
function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[sorted.length >> 1];
}
