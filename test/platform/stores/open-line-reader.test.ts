import { afterAll, beforeAll, expect, it } from 'vitest';
import { Table } from '../../../shared/platform/table.ts';
import { OpenLineReader } from '../../../shared/platform/tickets/open-line-reader.ts';
import { openLineSettingsSchema } from '../../../shared/settings/open-line-settings.ts';
import { startDynamo } from '../../support/servers.ts';
import { createTables, newTableNames } from '../../support/tables.ts';

let dynamo: Awaited<ReturnType<typeof startDynamo>>;
let table: Table;
let now = 0;

beforeAll(async () => {
  dynamo = await startDynamo();
  const names = newTableNames();
  await createTables(dynamo.client, names);
  table = new Table(names.table, dynamo.client);
});
afterAll(() => dynamo.stop());

const save = (name: string, document: object) =>
  table.put({ pk: 'SETTINGS', sk: name, document: JSON.stringify(document) });

it('an older document is filled up with what the schema would say', async () => {
  const line = { id: 'wa', name: 'WhatsApp', agentQueue: [{ kind: 'employee', employeeId: 'anna' }] };
  const reader = new OpenLineReader(table, () => now);
  expect(await reader.read()).toEqual(openLineSettingsSchema.parse({}));

  await save('open-lines', { openLines: [line] });
  now += 10_000;
  expect(await reader.read()).toEqual(openLineSettingsSchema.parse({ openLines: [line] }));
});

it('a process reads again when what it knows is ten seconds old, and not before', async () => {
  const reader = new OpenLineReader(table, () => now);
  await save('open-lines', { openTicketLimit: 7 });
  expect(await reader.read()).toMatchObject({ openTicketLimit: 7 });

  await save('open-lines', { openTicketLimit: 8 });
  now += 9_999;
  expect(await reader.read()).toMatchObject({ openTicketLimit: 7 });
  now += 1;
  expect(await reader.read()).toMatchObject({ openTicketLimit: 8 });
});
