import type { LocalStack } from '../../infra/local/local-stack.ts';
import { dayAfter, dayIn } from '../../shared/base/time.ts';
import { calendar, event } from '../calendars/calendar-texts.ts';
import { type Ask, type Callers, expecting } from './everything-callers.ts';

const fiveMinutes = 300_000;

/** What tells of people's work: they themselves, their consoles, others for them. */
export async function beginWork(callers: Callers): Promise<void> {
  const [ivanov, petrova] = [expecting(callers.as('ivanov')), expecting(callers.as('petrova'))];
  const administrator = expecting(callers.as('director', 'administrator'));
  await ivanov('PUT', '/api/me/work', { workDay: 'opened' });
  await petrova('POST', '/api/me/heartbeat');
  await petrova('POST', '/api/me/heartbeat');
  await administrator('PUT', '/api/employees/courier/work', { workDay: 'opened' });
  await ivanov('GET', '/api/me/work');
  await administrator('GET', '/api/availability');
}

/** Leaves and duty by calendars; and a leave whose writer dies before he has told it. */
export async function calendars(stack: LocalStack, callers: Callers): Promise<void> {
  const ask = callers.as('director', 'administrator');
  const administrator = expecting(ask);
  const today = dayIn(stack.clock.now(), 'Europe/Moscow');
  const stamps = [today, dayAfter(today, 1)].map((day) => day.replaceAll('-', '')) as [string, string];
  const leave = event('Отпуск', `DTSTART;VALUE=DATE:${stamps[0]}`, `DTEND;VALUE=DATE:${stamps[1]}`);
  await administrator('PUT', '/api/employees/accountant/leave-calendar', { calendar: calendar(leave) });
  await untoldLeave(stack, ask, calendar(leave));
  const times = [`DTSTART:${stamps[0]}T000000Z`, `DTEND:${stamps[1]}T000000Z`];
  for (const events of [[event('Пётр Курьер', ...times)], []]) {
    await administrator('PUT', '/api/duty-rota', { calendar: calendar(...events) });
    await watched(stack);
  }
  await administrator('GET', '/api/duty-rota');
}

async function untoldLeave(stack: LocalStack, ask: Ask, text: string): Promise<void> {
  const killed = stack.faults.inject({
    kind: 'killAfter',
    function: 'employees-api',
    operation: 'TransactWriteItems',
  });
  await ask('PUT', '/api/employees/courier/leave-calendar', { calendar: text });
  if (killed.struck === 0) throw new Error('nobody died while a leave was saved');
  await watched(stack);
}

/** The watch has run. */
async function watched(stack: LocalStack): Promise<void> {
  await stack.clock.advance(fiveMinutes);
  await stack.idle({ leaveDelays: true, timeoutMs: 60_000 });
}
