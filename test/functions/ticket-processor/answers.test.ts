import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { ChannelId, EventId, TicketId } from '../../../shared/base/ids.ts';
import type { EmployeeWrote } from '../../../shared/tickets/message-events.ts';
import { employee } from '../../api/api-under-test.ts';
import { DeskTown } from '../tickets-api/desk-town.ts';

const [anna, chief] = [employee('anna'), employee('chief')];
let town: DeskTown;
let answers = 0;

beforeAll(async () => {
  town = await DeskTown.start({
    sales: { queue: ['anna', 'boris'], supervisors: ['chief'] },
    offers: { queue: ['anna', 'boris'], mode: 'broadcast', supervisors: ['chief'] },
  });
  for (const [id, crmUserId] of Object.entries({ anna: '11', boris: '12', chief: '13' })) {
    await town.hire(id, { crmUserId });
  }
});
afterAll(() => town.stop());

async function writtenPastUs(ticketId: TicketId, author: Partial<EmployeeWrote>): Promise<void> {
  answers += 1;
  town.now += 1_000;
  const messageId = `past-us-${answers}`;
  await town.tell({
    id: `event-of-${messageId}` as EventId,
    kind: 'employeeWrote',
    channelId: ticketId.split('/')[0] as ChannelId,
    ticketId,
    at: town.now,
    messageId,
    text: 'Здравствуйте!',
    ...author,
  });
}

describe('OL-24 an answer past us, in another program', () => {
  it('is of the employee whom the channel names by his id in the CRM', async () => {
    const id = await town.writes('offers', 'asks');
    await writtenPastUs(id, { crmUserId: '12', authorName: 'Борис' });
    expect((await town.state(id)).assignment).toMatchObject({
      conversationAssigneeId: 'boris',
      reason: 'taken',
      answered: true,
    });
    const { body } = await town.read(id, chief);
    expect(body.messages[0].author).toMatchObject({ kind: 'employee', employeeId: 'boris' });
  });

  it('of somebody unknown stops the time, and takes it from nobody', async () => {
    const id = await town.writes('sales', 'waits');
    await writtenPastUs(id, { crmUserId: '99', authorName: 'Некто' });
    const { assignment, timer } = await town.state(id);
    expect(assignment).toMatchObject({ conversationAssigneeId: 'anna', answered: true });
    expect(timer).toBeUndefined();
    const { body } = await town.read(id, anna);
    expect(body.messages[0].author).toEqual({ kind: 'employee', name: 'Некто' });
  });
});
