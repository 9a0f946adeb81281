import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App, Validations } from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Bundle } from '../../infra/build.ts';
import { functions } from '../../infra/functions.ts';
import { AwsSolutions } from '../../infra/nag.ts';
import { suppressFindings, suppressions } from '../../infra/nag-suppressions.ts';
import { TenantStack } from '../../infra/stack.ts';
import { loadTenant } from '../../infra/tenant.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();
const bundles = functions.map(
  ({ folder }): Bundle => ({
    folder,
    directory: template.codeOf(folder),
    startBytes: 0,
    totalBytes: 0,
  }),
);
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'dutyline-nag-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function newApp(): Promise<{ app: App; stack: TenantStack }> {
  const app = new App({
    outdir: await mkdtemp(join(folder, 'out-')),
    context: { '@aws-cdk/core:appMode': 'inmemory' },
    builtinCloudFormationValidation: false,
  });
  return { app, stack: new TenantStack(app, { tenant: await loadTenant('example'), bundles }) };
}

describe('cdk-nag', () => {
  it('has no open finding', async () => {
    const { app, stack } = await newApp();
    suppressFindings(stack);
    expect(new AwsSolutionsChecks().validateScope(app).violations).toEqual([]);
  });

  it('stops the synthesis while a finding is open', async () => {
    const { app } = await newApp();
    Validations.of(app).addPlugins(new AwsSolutions());
    expect(() => app.synth()).toThrow('AwsSolutions');
  });

  it('finds each thing that is suppressed, so that no suppression stays when its finding is gone', async () => {
    const { app, stack } = await newApp();
    const findings = new AwsSolutionsChecks().validateScope(app).violations.flatMap((violation) =>
      violation.violatingResources.map(({ constructPath = '' }) => ({
        rule: violation.ruleName,
        path: constructPath.split('/').slice(1).join('/'),
      })),
    );
    for (const { rule, on } of suppressions) {
      expect(
        findings.filter(
          (finding) => finding.rule === rule.replace('<stack>', stack.stackName) && on.test(finding.path),
        ),
      ).not.toEqual([]);
    }
  });

  it.each(suppressions)('is told in a sentence why $rule on $on is no danger', ({ reason }) => {
    expect(reason).toMatch(/^[A-Z][^.]{30,}\.$/);
  });
});
