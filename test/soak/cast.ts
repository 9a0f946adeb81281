import type { Api } from '../../infra/local/demo/api.ts';
import { putIfNew } from '../../infra/local/demo/api.ts';
import { callSettings, lines } from '../../infra/local/demo/company.ts';

/**
 * Who is who in the soak's calls: the demonstration company, with more known clients and longer waits for late
 * events. Everything that a call's teller needs to say whose it is stands here in plain values.
 */
export interface Colleague {
  readonly id: string;
  readonly extension: string;
}

/** In the CRM, at work. */
export const colleagues: readonly Colleague[] = [
  { id: 'director', extension: '100' },
  { id: 'ivanov', extension: '101' },
  { id: 'petrova', extension: '102' },
];
/** Not in the CRM: their calls go to the employee who catches all. */
export const outsiders: readonly string[] = ['103', '104'];
export const catchesAll = 'petrova';
export const lastInLine = 'director';

export interface Line {
  /** As the PBX writes it. */
  readonly number: string;
  readonly responsible?: string;
}
export const ourLines: readonly Line[] = [
  { number: lines.sales.slice(1) },
  { number: lines.support.slice(1), responsible: 'ivanov' },
];

/** Somebody who was in the directory before the first call. */
export interface KnownClient {
  readonly phone: string;
  readonly owner: string;
}
export const knownClients: readonly KnownClient[] = Array.from({ length: 24 }, (_, index) => ({
  phone: `+7916200${String(1000 + index)}`,
  owner: colleagues[index % colleagues.length]?.id ?? lastInLine,
}));

/** His calls are kept out by the settings. */
export const unwanted = '+79169999999';

/** Longer than the stack may lag behind a burst: the order of a call's events must not be decided by its speed. */
const lateEvents = { quietSeconds: 120, missingSeconds: 300 };

/** Brings them into the demonstration company. */
export async function loadCast(api: Api): Promise<void> {
  const isNew = { 'if-none-match': '*' };
  for (const [index, { phone, owner }] of knownClients.entries()) {
    const client = { name: `Известный ${index}`, phones: [phone], ownerId: owner };
    await putIfNew(api, `/api/clients/contact/known-${index}`, client, isNew);
  }
  const lists = { deny: { numbers: [unwanted] } };
  await putIfNew(api, '/api/settings/calls', { ...callSettings, lateEvents, lists }, { 'if-match': '"1"' });
}
