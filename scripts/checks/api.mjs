import '../node-floor.mjs';

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join, relative } from 'node:path';

import { isMain, root } from '../run.mjs';
import { StepFailure } from '../steps.mjs';
import { packAll } from './packed.mjs';

/** Where the reports are: one file per public entry, read by people as the diff of a promise. */
const REPORTS = join(root, 'etc');

/** Fails when what a package exports is not what its report says. */
export async function checkApi() {
  const { stale, reports } = await extractAll({ update: false });
  if (stale.length > 0) {
    throw new StepFailure(
      `The public API changed: ${stale.join(', ')}\nRun \`pnpm api\`, and read the diff as a user would.`,
    );
  }
  return { note: `${reports.length} reports` };
}

/**
 * @param {{ update: boolean }} options
 * @returns {Promise<{ reports: string[], stale: string[] }>} the reports' names, and those that differ
 */
async function extractAll({ update }) {
  const { Extractor, ExtractorConfig, ExtractorLogLevel } =
    await import('@microsoft/api-extractor');
  const { folder, packages } = await packAll();
  const fresh = join(folder, 'api');
  mkdirSync(fresh);
  mkdirSync(REPORTS, { recursive: true });

  /** @type {string[]} */
  const reports = [];
  /** @type {string[]} */
  const stale = [];
  for (const packed of packages) {
    for (const entry of packed.entries) {
      const types = typesOf(packed, entry);
      if (types === undefined) continue;
      const reportFileName = `${reportName(packed.name, packed.manifest.name, entry)}.api.md`;
      const config = ExtractorConfig.prepare({
        configObjectFullPath: undefined,
        packageJsonFullPath: join(packed.folder, 'package.json'),
        configObject: {
          projectFolder: packed.folder,
          mainEntryPointFilePath: join(packed.folder, types),
          compiler: { overrideTsconfig: TSCONFIG, skipLibCheck: true },
          newlineKind: 'lf',
          apiReport: {
            enabled: true,
            reportFileName,
            reportFolder: REPORTS,
            reportTempFolder: fresh,
          },
          messages: {
            extractorMessageReporting: {
              default: { logLevel: ExtractorLogLevel.Warning },
              'ae-missing-release-tag': { logLevel: ExtractorLogLevel.None },
              // The report itself names a type that is used but not exported: that is its place.
              'ae-forgotten-export': {
                logLevel: ExtractorLogLevel.Warning,
                addToApiReportFile: true,
              },
            },
          },
        },
      });
      /** @type {string[]} */
      const said = [];
      const result = Extractor.invoke(config, {
        localBuild: update,
        messageCallback(message) {
          message.handled = true;
          if (message.logLevel === ExtractorLogLevel.Error) said.push(message.text);
        },
      });
      if (said.length > 0) throw new StepFailure(`${entry}\n${said.join('\n')}`);
      reports.push(reportFileName);
      if (result.apiReportChanged) stale.push(reportFileName);
    }
  }

  for (const name of readdirSync(REPORTS).filter((file) => file.endsWith('.api.md'))) {
    if (reports.includes(name)) continue;
    stale.push(name);
    if (update) rmSync(join(REPORTS, name));
  }
  return { reports, stale };
}

/** What a user of ours compiles with. */
const TSCONFIG = {
  compilerOptions: {
    target: 'es2022',
    lib: ['es2023'],
    module: 'nodenext',
    moduleResolution: 'nodenext',
    strict: true,
    skipLibCheck: true,
    types: ['node'],
    typeRoots: [join(root, 'node_modules', '@types')],
  },
};

/**
 * @param {import('./packed.mjs').Packed} packed
 * @param {string} entry
 * @returns {string | undefined}
 */
function typesOf({ manifest }, entry) {
  const target = manifest.exports?.[`.${entry.slice(manifest.name.length)}`];
  return typeof target === 'object' && target !== null && 'types' in target
    ? String(target.types)
    : undefined;
}

/**
 * @param {string} folder
 * @param {string} name
 * @param {string} entry
 */
function reportName(folder, name, entry) {
  return folder + entry.slice(name.length).replaceAll('/', '.');
}

if (isMain(import.meta.url)) {
  const { stale } = await extractAll({ update: true });
  console.log(
    stale.length === 0
      ? 'The API reports are up to date.'
      : `Updated: ${stale.map((name) => relative(root, join(REPORTS, name))).join(', ')}`,
  );
}
