import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { EmployeeId, TicketId } from '../../shared/base/ids.ts';
import { AssignmentStore } from '../../shared/platform/tickets/assignment-store.ts';
import { startExampleStack } from '../support/local-stack.ts';
import { LineTown, queueOf } from './line-town.ts';

let town: LineTown;
beforeAll(async () => {
  town = new LineTown(await startExampleStack());
  await town.opens({
    agentQueue: queueOf('main', 'cover'),
    handoffTimeoutSeconds: 60,
    assigneeOnly: true,
  });
  await town.hires('main', 'cover');
});
afterAll(() => town.stack.stop());

const deaths = (['killBefore', 'killAfter'] as const).flatMap((kind) =>
  Array.from({ length: 14 }, (_, index) => ({ kind, nth: index + 1 })),
);

/** Everything that is known of a ticket in the end, without its times. */
async function known(ticket: TicketId) {
  const { assignments } = await new AssignmentStore(town.table).list(ticket, { limit: 10 });
  const { messages } = await town.messages.list(ticket, { limit: 10 });
  const notices = await Promise.all(
    ['main', 'cover'].map(async (id) => {
      const { notices: all } = await town.notices.since(id as EmployeeId, 0, { limit: 1_000 });
      return all.filter(({ ticketId }) => ticketId === ticket).map(({ kind }) => `${id} ${kind}`);
    }),
  );
  return {
    given: assignments.toReversed().map(({ conversationAssigneeId }) => conversationAssigneeId),
    messages: messages.map(({ text }) => text),
    notices: notices.flat(),
  };
}

describe('R5 the ticket processor dies', { timeout: 120_000 }, () => {
  it('before or after any request it sends for a message, a hand-over or an answer: nothing lost, nothing twice', async () => {
    const struck = { message: 0, handOver: 0, answer: 0 };
    for (const [index, { kind, nth }] of deaths.entries()) {
      for (const during of ['message', 'handOver', 'answer'] as const) {
        const client = `${during}-${index}`;
        const dies = () =>
          town.stack.faults.inject({
            kind,
            function: 'ticket-processor',
            nth,
            when: (one) => one.kind === 'function',
          });
        const fault = during === 'message' ? dies() : undefined;
        const ticket = await town.writes(client, 'Здравствуйте!');
        const later = during === 'handOver' ? dies() : undefined;
        await town.after(61_000);
        const last = during === 'answer' ? dies() : undefined;
        await town.answers(ticket, 'cover', 'Добрый день!');
        for (const one of [fault, later, last]) {
          if (one === undefined) continue;
          struck[during] += one.struck;
          one.remove();
        }
        await town.settled();
        expect(await known(ticket), `${during} ${kind} ${nth}`).toEqual({
          given: ['main', 'cover'],
          messages: ['Добрый день!', 'Здравствуйте!'],
          notices: ['main assigned', 'main unassigned', 'cover assigned'],
        });
        expect(await town.ticket(ticket)).not.toHaveProperty('timer');
      }
    }
    // Each has at least so many requests, each of which was the last one twice.
    expect(struck.message).toBeGreaterThanOrEqual(2 * 8);
    expect(struck.handOver).toBeGreaterThanOrEqual(2 * 8);
    expect(struck.answer).toBeGreaterThanOrEqual(2 * 4);
  });
});
