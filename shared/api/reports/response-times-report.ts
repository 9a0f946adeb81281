import * as z from 'zod';
import { instantOf } from '../../base/calendar.ts';
import { dayAfter } from '../../base/time.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { EmployeeStore } from '../../platform/stores/employee-store.ts';
import type { Table } from '../../platform/table.ts';
import type { Tenant } from '../../platform/tenant.ts';
import { type Answer, AnswerStore } from '../../platform/tickets/answer-store.ts';
import type { OpenLineReader } from '../../platform/tickets/open-line-reader.ts';
import { responseTimesOf } from '../../tickets/response-times.ts';
import type { Caller } from '../access.ts';
import { daySchema } from '../common-schemas.ts';
import { daysBetween } from '../days.ts';
import { defineOperations, everybody } from '../operation.ts';
import { supervisedLines } from '../tickets/standing.ts';

/** Medians don't add up over pages: so many days are read at once. */
const maxDays = 31;

const seconds = z.int().min(0).exactOptional();
const times = z
  .strictObject({
    count: z.int().min(0),
    medianSeconds: seconds,
    percentile90Seconds: seconds.meta({ description: 'Nine of ten clients waited no longer' }),
  })
  .meta({ id: 'ResponseTimes' });
const both = {
  first: times.meta({ description: 'First answers of a session' }),
  all: times.meta({ description: 'All answers to clients who waited' }),
};

const lineTimes = z
  .strictObject({
    openLineId: z.string(),
    ...both,
    people: z.array(
      z.strictObject({ employeeId: employeeIdSchema, name: z.string().exactOptional(), ...both }),
    ),
  })
  .meta({ id: 'LineResponseTimes' });

export const responseTimesOperations = defineOperations(
  { function: 'tickets-api', tag: 'Tickets' },
  {
    reportResponseTimes: {
      method: 'GET',
      path: '/api/reports/response-times',
      access: everybody,
      summary: 'How long clients waited for answers, by line and by who answered',
      description:
        'Of answers given on these days, up to 31, in the lines that you supervise; administrators supervise every ' +
        'line.',
      query: z.strictObject({ from: daySchema, to: daySchema }),
      responses: {
        200: { description: 'A row for each line', schema: z.strictObject({ items: z.array(lineTimes) }) },
      },
    },
  },
);

export interface ResponseTimesParts {
  readonly table: Table;
  readonly tenant: Pick<Tenant, 'timeZone'>;
  readonly openLines: OpenLineReader;
}

/** @throws BadRequestError for a span that runs backwards or is too long. */
export async function responseTimesReport(
  { table, tenant: { timeZone }, openLines }: ResponseTimesParts,
  { from, to }: { readonly from: string; readonly to: string },
  caller: Caller,
) {
  daysBetween(from, to, maxDays);
  const [begin, end] = [instantOf(from, '00:00', timeZone), instantOf(dayAfter(to), '00:00', timeZone)];
  const lines = new Set(supervisedLines(caller, await openLines.read()).map(({ id }) => id));
  const answers: Answer[] = [];
  for await (const answer of new AnswerStore(table).between(begin, end - 1)) {
    if (lines.has(answer.openLineId)) answers.push(answer);
  }
  const rows = responseTimesOf(answers);
  const ids = rows.flatMap(({ people }) => people.map(({ employeeId }) => employeeId));
  const employees = await new EmployeeStore(table).getMany([...new Set(ids)]);
  return rows.map((row) => ({
    ...row,
    people: row.people.map((one) => {
      const name = employees.get(one.employeeId)?.name;
      return name === undefined ? one : { ...one, name };
    }),
  }));
}
