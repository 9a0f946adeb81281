import { table } from '../bench/report.ts';
import { promises } from './promises.ts';

/**
 * `npm run soak`: checks every promise at its full figures and prints Markdown; `npm run soak -- R3 R12` checks some,
 * `npm run soak -- --short` checks all at the figures of `npm test`. Ends with 1 where one does not hold.
 */
const wanted = process.argv.slice(2).filter((word) => word !== '--short');
const scale = process.argv.includes('--short') ? 'short' : 'full';
const unknown = wanted.filter((id) => !promises.some((promise) => promise.id === id));
if (unknown.length > 0) {
  console.error(`No promise ${unknown.join(', ')}; there are ${promises.map(({ id }) => id).join(', ')}`);
  process.exit(2);
}

let broken = 0;
console.log(table(['promise', 'asked', 'measured', 'verdict'], []));
for (const { id, asked, run } of promises) {
  if (wanted.length > 0 && !wanted.includes(id)) continue;
  console.error(`${id} …`);
  const { measured, holds } = await run(scale).catch((error: unknown) => ({
    measured: `could not be measured: ${String(error)}`,
    holds: false,
  }));
  if (!holds) broken += 1;
  // Each as soon as it is known: the next may take an hour.
  console.log(`| ${[id, asked, measured, holds ? 'holds' : '**broken**'].join(' | ')} |`);
}
process.exitCode = broken === 0 ? 0 : 1;
