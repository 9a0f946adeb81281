import type { SQSBatchResponse, SQSRecord } from 'aws-lambda';
import { type CrmChange, crmChangeSchema } from '../../shared/crm/bitrix24/callbacks/changes.ts';
import { keyOf, type Parties, refOf } from '../../shared/crm/bitrix24/directory/parties.ts';
import type { People } from '../../shared/crm/bitrix24/directory/people.ts';
import type { InstallationStore } from '../../shared/crm/bitrix24/rest/installation.ts';
import type { PartyRef } from '../../shared/people/party.ts';
import { answerBatch, type Failure, type Received, readMessages } from '../../shared/platform/batch.ts';
import type { Clock } from '../../shared/platform/clock.ts';
import { logger } from '../../shared/platform/logger.ts';
import type { ProblemStore } from '../../shared/platform/stores/problem-store.ts';

export interface SyncParts {
  readonly installations: InstallationStore;
  readonly parties: Parties;
  readonly people: People;
  readonly problems: ProblemStore;
  readonly clock: Clock;
}

type Message = Received<CrmChange>;

/** Looks at everything that a batch of events names, each once. What could not be looked at stays in the queue. */
export async function syncDirectory(
  records: readonly SQSRecord[],
  { installations, parties, people, problems, clock }: SyncParts,
): Promise<SQSBatchResponse> {
  const { received, failures } = readMessages(records, crmChangeSchema);
  const memberId = (await installations.read())?.installation.memberId;
  // After an uninstallation, or of a portal that was left: nobody can be asked any more.
  const ours = received.filter(({ value }) => value.memberId === memberId);
  const users = ours.filter(({ value }) => value.entity === 'user');
  const clients = ours.flatMap((message) => {
    const ref = partyIn(message.value);
    return ref === undefined ? [] : [{ message, ref }];
  });
  const failed = await parties.follow(clients.map(({ ref }) => ref));
  const failedClients = clients.flatMap(({ message: { record }, ref }): Failure[] =>
    failed.has(keyOf(ref)) ? [{ record, error: failed.get(keyOf(ref)) }] : [],
  );
  const all = [...failures, ...failedClients, ...(await followUsers(users, people))];
  logger.info('Directory follows', {
    events: records.length,
    dropped: received.length - ours.length,
    failed: all.length,
  });
  return answerBatch(all, problems, clock);
}

async function followUsers(users: readonly Message[], people: People): Promise<readonly Failure[]> {
  try {
    await people.follow(users.map(({ value }) => value.id));
    return [];
  } catch (error) {
    return users.map(({ record }) => ({ record, error }));
  }
}

const partyIn = ({ entity, id }: CrmChange): PartyRef | undefined =>
  entity === 'user' ? undefined : refOf(entity, id);
