import { Session } from 'node:inspector/promises';
import { createCollector } from '../../src/collector.ts';
const collector = await createCollector({ port: 0, store: process.argv[2] ?? '' });
const s = new Session();
s.connect();
await s.post('Profiler.enable');
await s.post('Profiler.setSamplingInterval', { interval: 200 });
process.stdout.write(`${collector.url}\n`);
setTimeout(() => void s.post('Profiler.start'), 2500);
process.on('SIGUSR2', async () => {
  const { profile } = (await s.post('Profiler.stop')) as any;
  const self = new Map<string, number>();
  const total = profile.samples.length;
  const byId = new Map(profile.nodes.map((n: any) => [n.id, n]));
  for (const id of profile.samples) {
    const n: any = byId.get(id);
    const k =
      n.callFrame.functionName +
      ' ' +
      n.callFrame.url.split('/').slice(-1)[0] +
      ':' +
      n.callFrame.lineNumber;
    self.set(k, (self.get(k) ?? 0) + 1);
  }
  console.error(
    total,
    [...self]
      .sort((a, b) => b[1] - a[1])
      .slice(0, 45)
      .map(([k, v]) => ((100 * v) / total).toFixed(1) + '% ' + k)
      .join('\n'),
  );
  process.exit();
});
