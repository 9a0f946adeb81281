import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { fewOf } from '../few-of.ts';
import type { PortalTown } from './portal-town.ts';
import type { ToldCall } from './told-calls.ts';

/** The difference between what was told and what the portal holds, in words. */
export interface PortalTally {
  readonly lost: readonly string[];
  readonly doubled: readonly string[];
  readonly wrong: readonly string[];
  /** Messages that were given up or refused. */
  readonly problems: number;
}

/** Read in the portal itself, past the product. */
export async function portalTally(town: PortalTown, calls: readonly ToldCall[]): Promise<PortalTally> {
  const books = { lost: [] as string[], doubled: [] as string[], wrong: [] as string[] };
  for (const call of calls) checkRecords(town, call, books);
  for (const [phone, ofClient] of Map.groupBy(calls, (call) => call.phone)) {
    const { clients } = checkClients(town, phone, books);
    for (const client of clients) checkTasks(town, { phone, client, calls: ofClient }, books);
  }
  return { ...books, problems: await problemsIn(town) };
}

export const holds = ({ lost, doubled, wrong, problems }: PortalTally): boolean =>
  lost.length + doubled.length + wrong.length + problems === 0;

/** `0 lost, 0 doubled, 0 wrong, 0 given up or refused` */
export function inWords({ lost, doubled, wrong, problems }: PortalTally): string {
  return [
    `${lost.length} lost${fewOf(lost)}`,
    `${doubled.length} doubled${fewOf(doubled)}`,
    `${wrong.length} wrong${fewOf(wrong)}`,
    `${problems} given up or refused`,
  ].join(', ');
}

type Books = Readonly<Record<'lost' | 'doubled' | 'wrong', string[]>>;

function checkRecords({ portal, users }: PortalTown, { owners, phone }: ToldCall, books: Books): void {
  for (const [key, owner] of owners) {
    const records = portal.calls.withExternalId(key).filter(({ finished }) => finished !== undefined);
    compare(`${key}: records`, records.length, 1, books);
    const [record] = records;
    if (record === undefined) continue;
    if (record.finished?.userId !== users.get(owner)) books.wrong.push(`${key}: owner`);
    const client = portal.crm.withPhone('CONTACT', phone)[0];
    if (record.bindings[0]?.id !== client?.id) books.wrong.push(`${key}: on somebody else`);
  }
}

function checkClients({ portal }: PortalTown, phone: string, books: Books) {
  const clients = (['CONTACT', 'LEAD', 'COMPANY'] as const).flatMap((type) =>
    portal.crm.withPhone(type, phone),
  );
  compare(`${phone}: clients`, clients.length, 1, books);
  return { clients: clients.map(({ id }) => id) };
}

/** Every missed call is a line of a task, once; a task is open where nobody talked to the client since. */
function checkTasks(
  { portal }: PortalTown,
  { phone, client, calls }: { phone: string; client: number; calls: readonly ToldCall[] },
  books: Books,
): void {
  const tasks = portal.tasks.all().filter(({ crm }) => crm.includes(`C_${client}`));
  const lines = tasks.reduce((sum, { description }) => sum + description.split('\n').length, 0);
  compare(`${phone}: missed calls in tasks`, lines, calls.filter(({ isMissed }) => isMissed).length, books);
  const open = tasks.filter(({ status }) => status < 5).length;
  compare(`${phone}: open tasks`, open, calls.at(-1)?.isMissed === true ? 1 : 0, books);
}

function compare(what: string, found: number, right: number, { lost, doubled }: Books): void {
  if (found < right) lost.push(`${what}: ${found} instead of ${right}`);
  if (found > right) doubled.push(`${what}: ${found} instead of ${right}`);
}

async function problemsIn({ stack }: PortalTown): Promise<number> {
  const TableName = stack.tableName('TablesMain');
  let problems = 0;
  let from: Record<string, never> | undefined;
  do {
    const page = await stack.dynamodb.send(
      new ScanCommand({
        TableName,
        FilterExpression: 'begins_with(pk, :problem) AND sk = :sk',
        ExpressionAttributeValues: { ':problem': { S: 'PROBLEM#' }, ':sk': { S: 'PROBLEM' } },
        ExclusiveStartKey: from,
      }),
    );
    problems += page.Count ?? 0;
    from = page.LastEvaluatedKey as typeof from;
  } while (from !== undefined);
  return problems;
}
