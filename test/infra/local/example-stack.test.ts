import { rmSync } from 'node:fs';
import { afterAll, describe, expect, it } from 'vitest';
import type { LocalStack } from '../../../infra/local/local-stack.ts';
import type { EditableTemplate } from '../../support/assembly-copy.ts';
import { changedAssembly, startExampleStack } from '../../support/local-stack.ts';

interface Statement {
  Action: string | string[];
}

/** Takes an action out of every policy of a function's role. */
function withoutGrant(folder: string, action: string): (template: EditableTemplate) => void {
  return ({ Resources }) => {
    const roles = Object.values(Resources).filter(
      ({ Type, Properties }) =>
        Type === 'AWS::IAM::Role' && String(Properties.Description).startsWith(`${folder}:`),
    );
    for (const { Properties } of roles) {
      const policies = Properties.Policies as { PolicyDocument: { Statement: Statement[] } }[];
      for (const { PolicyDocument } of policies) {
        PolicyDocument.Statement = PolicyDocument.Statement.map((statement) => ({
          ...statement,
          Action: [statement.Action].flat().filter((granted) => granted !== action),
        }));
      }
    }
  };
}

async function get(stack: LocalStack, path: string): Promise<Response> {
  const token = await stack.token({ roles: ['administrator'] });
  return fetch(stack.apiUrl + path, { headers: { authorization: `Bearer ${token}` } });
}

describe('the example tenant’s stack', () => {
  const folders: string[] = [];
  afterAll(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const changed = (change: (template: EditableTemplate) => void) => {
    const folder = changedAssembly(change);
    folders.push(folder);
    return startExampleStack({ templateDir: folder });
  };

  it('answers its API and serves the reference without complaints', async () => {
    const stack = await startExampleStack();
    const statuses = [
      (await get(stack, '/api/calls')).status,
      (await fetch(`${stack.apiUrl}/api/calls`)).status,
      (await fetch(`${stack.apiUrl}/api/openapi.json`)).status,
    ];
    const complaints = stack.complaints();
    await stack.stop();
    expect(statuses).toEqual([200, 401, 200]);
    expect(complaints).toEqual([]);
  });

  it('S5 a function whose grant is taken out of the template fails with the missing action’s name', async () => {
    const stack = await changed(withoutGrant('journal-api', 'dynamodb:Query'));
    const { status } = await get(stack, '/api/calls');
    const denied = stack.calls().filter(({ outcome }) => outcome === 'denied');
    const logs = stack.logs('journal-api').map(({ text }) => text);
    await stack.stop();
    expect(status).toBe(500);
    expect(denied[0]?.needs[0]?.action).toBe('dynamodb:Query');
    expect(logs.join('\n')).toMatch(
      /not authorized to perform: dynamodb:Query on resource: \S+\/index\/lists/,
    );
  });

  it('S5 a function that lost the leave to read its queue does not start', async () => {
    const started = changed(withoutGrant('crm-writer', 'sqs:ReceiveMessage'));
    await expect(started).rejects.toThrow(
      /dutyline-example-crm-writer is not authorized to perform: sqs:ReceiveMessage/,
    );
  });
});
