import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, expect, inject, it } from 'vitest';
import { MangoCall } from '../../infra/local/demo/mango-pbx.ts';
import { sendCalls, startTown } from './town.ts';

const folders: string[] = [];
afterAll(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

it('a function whose grant is removed from the template fails with the name of the missing action', async () => {
  const assembly = inject('assembly');
  const folder = await mkdtemp(join(tmpdir(), 'dutyline-grant-'));
  folders.push(folder);
  await cp(assembly.directory, folder, { recursive: true });
  const file = join(folder, basename(assembly.templateFile));
  const template = JSON.parse(await readFile(file, 'utf8')) as {
    Resources: Record<string, { Type: string; Properties?: unknown }>;
  };
  const roles = Object.entries(template.Resources).filter(
    ([id, { Type }]) => Type === 'AWS::IAM::Role' && /eventprocessor/i.test(id),
  );
  expect(roles).toHaveLength(1);
  for (const [id, role] of roles) {
    template.Resources[id] = JSON.parse(
      JSON.stringify(role).replaceAll('dynamodb:PutItem', 'dynamodb:DescribeTable'),
    );
  }
  await writeFile(file, JSON.stringify(template));

  const town = await startTown({ ...assembly, directory: folder });
  try {
    const startedAt = Date.UTC(2026, 10, 20, 9) / 1_000;
    const call = new MangoCall({ name: 'grant', startedAt, client: '79160000300', line: '74950000001' }).ring(
      '101',
    );
    await sendCalls(town, [call.webhooks]);
    await expect
      .poll(
        () =>
          town.stack
            .logs('event-processor')
            .map(({ text }) => text)
            .join('\n'),
        { timeout: 20_000 },
      )
      .toContain('is not authorized to perform: dynamodb:PutItem');
  } finally {
    await town.stack.stop();
  }
});
