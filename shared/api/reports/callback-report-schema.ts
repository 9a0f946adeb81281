import * as z from 'zod';
import { employeeIdSchema } from '../../people/employee-schema.ts';
import { daySchema, pageOf, pageQuery } from '../common-schemas.ts';

const count = (description: string) => z.int().min(0).meta({ description });

const row = z
  .strictObject({
    trunk: z.string().exactOptional(),
    owner: employeeIdSchema,
    missedReason: z.string().meta({ description: 'How they were missed', example: 'ringGroup' }),
    clients: count('Clients to be called back: a client whose task is open counts once'),
    missedCalls: count('The missed calls of them'),
    calledBack: count('Somebody called the client and talked to him'),
    clientReachedUs: count('The client called again and somebody talked to him'),
    doneByHand: count('Somebody said that it is done'),
    open: count('Nobody has talked to the client yet'),
    within20Minutes: count('Of the talks those within 20 minutes of the first missed call'),
    within23Hours: count('Of the others those within 23 hours'),
    secondsUntilTalk: count('From the first missed call to the talk, all talks together'),
  })
  .meta({ id: 'CallbackRow' });

export const callbackReportQuery = z.strictObject({
  from: daySchema,
  to: daySchema,
  cursor: pageQuery.cursor,
});
export const callbackReportSchema = pageOf(row);
