import { requestsPerCall } from './requests.ts';
import { startTimes } from './start-time.ts';

/** `npm run bench`: prints Markdown; docs/BENCHMARKS.md keeps a run of it. */
console.log('## Requests per call\n');
console.log(await requestsPerCall());
console.log('\n## Start time\n');
console.log(await startTimes());
