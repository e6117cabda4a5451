import { relative } from 'node:path';
import { answerTicket } from './agents.ts';
import { check } from './check.ts';
import { heddle, recorded, written } from './heddle.ts';
import { openKnowledge } from './knowledge.ts';
import { isReal } from './model.ts';

const ticket = {
  id: 'T-42',
  customer: 'grace@example.com',
  orderId: 'A-1001',
  text: 'I was charged twice for order A-1001!',
};

console.log(
  `A support desk answers ticket ${ticket.id}${isReal ? '' : ' (scripted model: no key needed)'}.\n`,
);

const knowledge = await openKnowledge();
try {
  const reply = await heddle.session({ kind: 'multi_agent', name: `ticket ${ticket.id}` }, () =>
    answerTicket(ticket, knowledge),
  );
  await heddle.flush();
  console.log(`\nThe customer reads: ${reply}`);
} finally {
  await knowledge.close();
}

const { events, costUsd, tokens } = check(recorded.events);
await heddle.shutdown();
console.log(
  `${events} events, ${tokens} tokens, $${costUsd.toFixed(6)}. ` +
    `All of it is in ${relative(process.cwd(), written.path)}: one JSON event a line; docs/events.md explains them.`,
);
