import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import type { Assembly } from '../../infra/synth.ts';

/** A template as far as a test changes it. */
export interface EditableTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/** Where the code of each function lies, by the asset's hash. */
export type EditableCode = Record<string, { readonly source: { path: string } }>;

/**
 * An assembly with a change, in a folder of its own: what a stack does without one of its grants, say.
 *
 * @returns the folder, for `templateDir`.
 */
export function assemblyCopy(
  { directory, templateFile, stackName }: Assembly,
  change: (template: EditableTemplate, code: EditableCode) => void,
): string {
  const folder = mkdtempSync(join(tmpdir(), 'dutyline-assembly-'));
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as EditableTemplate;
  const assets = JSON.parse(readFileSync(join(directory, `${stackName}.assets.json`), 'utf8')) as {
    readonly files: EditableCode;
  };
  for (const { source } of Object.values(assets.files)) source.path = resolve(directory, source.path);
  change(template, assets.files);
  writeFileSync(join(folder, basename(templateFile)), JSON.stringify(template));
  writeFileSync(join(folder, `${stackName}.assets.json`), JSON.stringify(assets));
  writeFileSync(join(folder, 'manifest.json'), readFileSync(join(directory, 'manifest.json')));
  return folder;
}
