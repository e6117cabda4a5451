import { tellStory } from './model.ts';
import { crashAt } from './crash-points.ts';
const [what, from, to] = process.argv.slice(2);
for (let i = Number(from); i < Number(to); i++) {
  if (what === 'model') {
    const o = await tellStory(i, 60);
    if (o.vanished + o.unbalanced + o.invented + o.stuck > 0)
      console.log({ ...o, seen: undefined });
  } else {
    const at = {
      seed: i >> 3,
      level: (['write', 'fsync', 'batch'] as const)[i % 3]!,
      aftermath: 'applied' as const,
      point: 1 + ((i * 37) % 230),
    };
    const o = await crashAt(at);
    if (o.lost + o.wrong + o.stuck > 0) console.log(at, o);
  }
}
