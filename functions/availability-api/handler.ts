import type { Caller } from '../../shared/api/access.ts';
import { noContent, ok } from '../../shared/api/answers.ts';
import { availabilityOperations } from '../../shared/api/availability/availability-operations.ts';
import { availabilityView } from '../../shared/api/availability/availability-view.ts';
import { changeWork } from '../../shared/api/availability/change-work.ts';
import { serve } from '../../shared/api/edge.ts';
import { ForbiddenError, NotFoundError } from '../../shared/api/errors.ts';
import { languageOf } from '../../shared/api/language.ts';
import type { EmployeeId } from '../../shared/base/ids.ts';
import { crmWorkStates } from '../../shared/crm/work-states.ts';
import type { Employee } from '../../shared/people/employee.ts';
import { systemClock } from '../../shared/platform/clock.ts';
import { requiredEnv } from '../../shared/platform/env.ts';
import { comeOnline } from '../../shared/platform/presence.ts';
import { EmployeeStore } from '../../shared/platform/stores/employee-store.ts';
import { OwnWorkStore } from '../../shared/platform/stores/own-work-store.ts';
import { WorkReader } from '../../shared/platform/stores/work-reader.ts';
import { WorkStateStore } from '../../shared/platform/stores/work-state-store.ts';
import { table } from '../../shared/platform/table.ts';
import { tenant } from '../../shared/platform/tenant.ts';
import { OpenLineReader } from '../../shared/platform/tickets/open-line-reader.ts';

const clock = systemClock;
const { timeZone } = tenant();
const employees = new EmployeeStore(table());
const work = new OwnWorkStore(table());
const parts = {
  work,
  crmStates: new WorkStateStore(table()),
  openLines: new OpenLineReader(table(), clock),
  ticketEventsQueueUrl: requiredEnv('TICKET_EVENTS_QUEUE_URL'),
  ticketTimersQueueUrl: requiredEnv('TICKET_TIMERS_QUEUE_URL'),
  tenant: tenant(),
  clock,
};
let reader: Promise<WorkReader> | undefined;

async function newReader(): Promise<WorkReader> {
  const crm = await crmWorkStates(parts);
  return new WorkReader({ ...parts, table: table(), timeZone, ...(crm === undefined ? {} : { crm }) });
}

interface Question {
  readonly query: { readonly lang?: 'ru' | 'en' };
  readonly acceptLanguage: string | undefined;
  readonly now: number;
}

async function viewsOf(those: readonly Employee[], { query, acceptLanguage, now }: Question) {
  reader ??= newReader();
  const facts = await (await reader).of(those);
  const language = languageOf(query.lang, acceptLanguage);
  return those.map((employee) =>
    availabilityView(employee, { now, timeZone, ...facts.get(employee.id) }, language),
  );
}

async function viewOf(employee: Employee, question: Question) {
  const [view] = await viewsOf([employee], question);
  return view as NonNullable<typeof view>;
}

function idOf({ employeeId }: Caller): EmployeeId {
  if (employeeId !== undefined) return employeeId;
  throw new ForbiddenError('The token does not say which employee you are (claim employee_id).');
}

async function employeeOf(id: EmployeeId): Promise<Employee> {
  const stored = await employees.get(id);
  if (stored === undefined) throw new NotFoundError('There is no such employee.');
  return stored.employee;
}

export const handler = serve(availabilityOperations, {
  listAvailability: async (request) => {
    const { lang: _, ...page } = request.query;
    const { employees: those, ...rest } = await employees.list(page);
    return ok({ items: await viewsOf(those, request), ...rest });
  },
  getMyWork: async (request) => ok(await viewOf(await employeeOf(idOf(request.caller)), request)),
  putMyWork: async (request) => {
    const employee = await employeeOf(idOf(request.caller));
    await changeWork(parts, { ...request, ...request.body, employee });
    return ok(await viewOf(employee, request));
  },
  postHeartbeat: async ({ caller, now }) => {
    const id = idOf(caller);
    // Whoever is online already is known to be somebody.
    if (await work.heard(id, now)) return noContent();
    const { status } = await employeeOf(id);
    if (status !== 'active') throw new ForbiddenError(`You are ${status}.`);
    await comeOnline(id, parts);
    return noContent();
  },
  putEmployeeWork: async (request) => {
    const employee = await employeeOf(request.params.id);
    await changeWork(parts, { ...request, ...request.body, employee });
    return ok(await viewOf(employee, request));
  },
});
