import { inject } from 'vitest';
import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { LocalStackOptions } from '../../infra/local/options.ts';
import { startLocalStack } from '../../infra/local/start-local-stack.ts';
import { assemblyCopy, type EditableTemplate } from './assembly-copy.ts';

/**
 * The example tenant's stack, running. A failed message is tried again at once. Stop it: `afterAll(() => stack.stop())`.
 *
 * @example const stack = await startExampleStack();
 */
export async function startExampleStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const { directory, stackName } = inject('assembly');
  return startLocalStack({ templateDir: directory, stackName, retryVisibilitySeconds: 0, ...options });
}

/** The example tenant's assembly with a change in its template. @returns the folder, for `templateDir`. */
export function changedAssembly(change: (template: EditableTemplate) => void): string {
  return assemblyCopy(inject('assembly'), change);
}
