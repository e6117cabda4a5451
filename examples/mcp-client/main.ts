import { GuardBlockedError } from '@heddle/core';
import { check } from './check.ts';
import { heddle, recorded } from './heddle.ts';
import { openMemory } from './memory.ts';
import { openWeather } from './weather.ts';

// A server from the registry, in a process of its own, that knows nothing of Heddle …
const memory = await openMemory();
// … and one of our own, which continues the trace of whoever calls it.
const weather = await openWeather();

try {
  await heddle.session({ sessionId: 'ses_trip', name: 'a trip' }, () =>
    heddle.run('plan the trip', async () => {
      const { tools } = await memory.listTools();
      console.log(`The memory has ${tools.length} tools.`);

      const forecast = await weather.callTool({ name: 'forecast', arguments: { city: 'Oslo' } });
      console.log('The forecast:', forecast.structuredContent);

      await memory.callTool({
        name: 'create_entities',
        arguments: {
          entities: [{ name: 'Oslo', entityType: 'city', observations: ['fine in May'] }],
        },
      });

      // The server says itself that this destroys: the policy needs to know nothing of its tools.
      await memory
        .callTool({ name: 'delete_entities', arguments: { entityNames: ['Oslo'] } })
        .catch((error: unknown) => {
          if (!GuardBlockedError.isInstance(error)) throw error;
          console.log(`Refused: ${error.message}`);
        });

      const found = await memory.callTool({ name: 'search_nodes', arguments: { query: 'Oslo' } });
      console.log('Still remembered:', JSON.stringify(found.structuredContent));
    }),
  );
} finally {
  await memory.close();
  await weather.close();
}

await heddle.flush();
check(recorded.events);
await heddle.shutdown();
