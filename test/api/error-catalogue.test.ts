import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const root = join(import.meta.dirname, '../..');

/** Every error code in the code, with the files that have it. */
function codesInUse(): ReadonlyMap<string, readonly string[]> {
  const uses = ['shared', 'functions', 'infra'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.ts'))
      .flatMap((file) => {
        const code = readFileSync(join(root, folder, file), 'utf8').replaceAll(/^\s*(\/\*)?\*.*$/gm, '');
        return [...code.matchAll(/'(DL\d{4})'/g)].map(([, id = '']) => ({ id, file: `${folder}/${file}` }));
      }),
  );
  const byId = Map.groupBy(uses, ({ id }) => id);
  return new Map([...byId].map(([id, all]) => [id, all.map(({ file }) => file)]));
}

const catalogue = readFileSync(join(root, 'docs/errors.md'), 'utf8');
const documented = [...catalogue.matchAll(/^\| (DL\d{4}) \|/gm)].map(([, id = '']) => id);

describe('the catalogue of errors', () => {
  it('lists every code that the product uses, and no other', () => {
    expect(documented.toSorted()).toEqual([...codesInUse().keys()].toSorted());
  });

  it('lists each code once, in order', () => {
    expect(documented).toEqual([...new Set(documented)].toSorted());
  });

  it('gives each code one meaning: one place in the code makes it', () => {
    const shared = [...codesInUse()].filter(([, files]) => files.length > 1);
    expect(shared).toEqual([]);
  });
});
