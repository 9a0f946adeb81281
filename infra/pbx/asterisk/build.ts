import { relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const entry = fileURLToPath(new URL('main.ts', import.meta.url));

/** Where `npm run asterisk-relay` puts the relay. */
const bundleFile = fileURLToPath(new URL('dist/dutyline-asterisk-relay.mjs', import.meta.url));

/** Makes the one file that runs on a PBX: no package beside it, Node 18 is enough. */
export async function buildRelay(file: string = bundleFile): Promise<void> {
  await build({
    entryPoints: [entry],
    outfile: file,
    bundle: true,
    format: 'esm',
    platform: 'node',
    target: 'node18',
    // Readable: whoever lets it run on his PBX may want to see what it does.
    minify: false,
    legalComments: 'none',
    banner: { js: '#!/usr/bin/env node' },
    logLevel: 'silent',
  });
}

if (import.meta.main) {
  await buildRelay();
  process.stdout.write(`${relative(process.cwd(), bundleFile)}\n`);
}
