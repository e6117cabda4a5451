import { createCollector } from '../../src/collector.ts';

/** A collector to be killed: its database is the argument, its address the one line it prints. */
const collector = await createCollector({ port: 0, store: process.argv[2] ?? '' });
process.stdout.write(`${collector.url}\n`);
