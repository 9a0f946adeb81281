import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { inject } from 'vitest';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { LocalStackOptions } from '../../infra/local/options.ts';
import { startLocalStack } from '../../infra/local/start-local-stack.ts';

/** A template as far as a test changes it. */
export interface EditableTemplate {
  readonly Resources: Record<string, { Type: string; Properties: Record<string, unknown> }>;
}

/**
 * The example tenant's stack, running. A failed message is tried again at once. Stop it: `afterAll(() => stack.stop())`.
 *
 * @example const stack = await startExampleStack();
 */
export async function startExampleStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { directory, stackName } = inject('assembly');
  return startLocalStack({ templateDir: directory, stackName, retryVisibilitySeconds: 0, ...options });
}

/**
 * The example tenant's assembly with a change in its template, in a folder of its own: what a stack does without one
 * of its grants, say.
 *
 * @returns the folder, for `templateDir`.
 */
export function changedAssembly(change: (template: EditableTemplate) => void): string {
  const { directory, templateFile, stackName } = inject('assembly');
  const folder = mkdtempSync(join(tmpdir(), 'dutyline-assembly-'));
  const template = JSON.parse(readFileSync(templateFile, 'utf8')) as EditableTemplate;
  change(template);
  writeFileSync(join(folder, basename(templateFile)), JSON.stringify(template));
  const assets = JSON.parse(readFileSync(join(directory, `${stackName}.assets.json`), 'utf8')) as {
    readonly files: Record<string, { readonly source: { path: string } }>;
  };
  for (const { source } of Object.values(assets.files)) source.path = resolve(directory, source.path);
  writeFileSync(join(folder, `${stackName}.assets.json`), JSON.stringify(assets));
  writeFileSync(join(folder, 'manifest.json'), readFileSync(join(directory, 'manifest.json')));
  return folder;
}
