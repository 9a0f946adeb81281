import { cards } from './card/card.ts';
import { decisions } from './decisions.ts';
import { directory } from './directory/directory.ts';
import { money } from './money/money.ts';
import { portal } from './portal.ts';
import { requestsPerCall } from './requests.ts';
import { startTimes } from './start-time.ts';
import { throughput } from './throughput/throughput.ts';
import { tickets } from './tickets/tickets.ts';

/** Each prints Markdown; docs/BENCHMARKS.md keeps a run of all of them. */
const parts = {
  requests: ['Requests per call', requestsPerCall],
  throughput: ['Calls per second', throughput],
  decisions: ['Decisions per second', decisions],
  directory: ['Size of the company', directory],
  card: ['Call cards', cards],
  money: ['Money for a million calls', money],
  portal: ['Requests to a Bitrix24 portal', portal],
  tickets: ['Tickets', tickets],
  start: ['Start time', startTimes],
} as const satisfies Record<string, readonly [string, () => Promise<string>]>;

const asked = process.argv.slice(2);
const unknown = asked.filter((name) => !(name in parts));
if (unknown.length > 0) {
  console.error(`There is no part ${unknown.join(', ')}; there are: ${Object.keys(parts).join(', ')}`);
  process.exit(1);
}
for (const [name, [title, run]] of Object.entries(parts)) {
  if (asked.length > 0 && !asked.includes(name)) continue;
  console.log(`## ${title}\n\n${await run()}\n`);
}
