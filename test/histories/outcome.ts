import type { Answer, client } from '../api/api-under-test.ts';
import type { Inhabitants } from '../platform/support/town.ts';

/** What the journal and the built-in CRM show of a history, without ids and times that the next play would change. */
export interface Outcome {
  readonly calls: readonly object[];
  readonly clients: readonly object[];
  readonly tasks: readonly object[];
  /** What became of the clients who were missed, by owner. */
  readonly callbacks: readonly object[];
}

type Ask = ReturnType<typeof client>;

export interface Api {
  readonly journal: Ask;
  readonly crm: Ask;
}

// biome-ignore lint/suspicious/noExplicitAny: the answers were checked against the operations' schemas
type Json = any;

export async function outcomeOf(api: Api, { employees = [] }: Inhabitants, day: string): Promise<Outcome> {
  const items = async (asking: Promise<Answer>): Promise<readonly Json[]> => (await asking).body.items;
  const lines = await items(api.journal('GET /api/calls', { query: { from: day, to: day, limit: '100' } }));
  const calls = await Promise.all(
    lines.map(async ({ id }) => {
      const answer = await api.journal('GET /api/calls/{id+}', { params: { id }, query: { lang: 'en' } });
      return answer.body;
    }),
  );
  const phones = new Set<string>(calls.flatMap((call) => call.client ?? []));
  const parties = await Promise.all(
    [...phones].map((phone) => items(api.crm('GET /api/clients', { query: { phone } }))),
  );
  const unique = [...new Map(parties.flat().map((party) => [`${party.kind}/${party.id}`, party])).values()];
  const clients = unique.map(async ({ kind, id, ownerId }) => {
    const params = { kind, id };
    const records = await items(api.crm('GET /api/clients/{kind}/{id}/calls', { params }));
    const deals = await items(api.crm('GET /api/clients/{kind}/{id}/deals', { params }));
    return {
      kind,
      owner: ownerId,
      records: records.map(recordOf),
      deals: deals.map(({ ownerId: owner }) => ({ owner })),
    };
  });
  const tasks = employees.map(({ id }) => items(api.crm('GET /api/tasks', { query: { assignee: id } })));
  const report = await items(api.crm('GET /api/reports/callbacks', { query: { from: day, to: day } }));
  return {
    calls: calls.map(callOf).sort((a, b) => (a.id < b.id ? -1 : 1)),
    clients: await Promise.all(clients),
    tasks: (await Promise.all(tasks)).flat().map(taskOf),
    callbacks: report.map(callbackOf),
  };
}

function callOf(call: Json) {
  const { id, result, missedReason, callOwnerId, notCaptured, records, entity, task, participants, effects } =
    call;
  return {
    id,
    result,
    missedReason,
    notCaptured,
    owner: callOwnerId,
    participants: participants.map(participantOf),
    records: records.map((record: Json) => ({
      owner: record.callOwnerId,
      talkSeconds: record.talkSeconds,
      why: record.why,
    })),
    ...(entity === undefined ? {} : { creates: entity.action, for: entity.entityOwnerId, why: entity.why }),
    ...(task === undefined ? {} : { task: task.taskAssigneeId }),
    recordsInCrm: effects
      .flatMap((effect: Json) => effect.results)
      .filter(({ kind, outcome }: Json) => kind === 'recordCall' && outcome === 'done').length,
  };
}

/** `101 ivanov rang, talked`; without a name where nobody has the extension. */
function participantOf({ extension, employeeId, mapped, rang, talked }: Json): string {
  const did = [rang ? 'rang' : '', talked ? 'talked' : ''].filter(Boolean).join(', ');
  return [extension, employeeId ?? 'nobody', mapped ? '' : '(unmapped)', did].filter(Boolean).join(' ');
}

const recordOf = ({ callOwnerId, result, missedReason, talkSeconds, recordingIds }: Json) => ({
  owner: callOwnerId,
  result,
  missedReason,
  talkSeconds,
  recordingIds,
});

const taskOf = ({ taskAssigneeId, callRecordIds }: Json) => ({
  assignee: taskAssigneeId,
  missedCalls: callRecordIds.length,
});

const callbackOf = ({ owner, missedCalls, clientReachedUs, calledBack, open }: Json) => ({
  owner,
  missedCalls,
  clientReachedUs,
  calledBack,
  open,
});
