import * as z from 'zod';
import type { DepartmentId, OpenLineId } from '../../base/ids.ts';
import { employeeIdSchema } from '../../people/employee-schema.ts';

const settingsId = z.string().min(1).max(40);
export const openLineId = settingsId.meta({
  description: 'An open line, by id',
  example: 'whatsapp-sales',
}) as unknown as z.ZodType<OpenLineId, string>;
const departmentId = settingsId.meta({ description: 'A department, by id' }) as unknown as z.ZodType<
  DepartmentId,
  string
>;

/** What makes a repeat the same message: printable, without spaces. */
export const messageKey = z
  .string()
  .regex(/^[!-~]{1,100}$/, '1 to 100 printable Latin characters without spaces')
  .meta({ example: '01985f0e-6a3c-7f11-8f0e-2f8d5f0b1c11' });

export const answerBody = z
  .strictObject({
    text: z
      .string()
      .max(4_096)
      .refine((text) => text.trim() !== '', 'is empty')
      .meta({ description: 'As the client is to read it: never markup' }),
    media: z
      .array(
        z
          .url({
            protocol: /^https$/,
            hostname: z.regexes.domain,
            error: 'is no https address of a named host',
          })
          .max(2_000),
      )
      .max(10)
      .exactOptional()
      .meta({ description: 'Addresses of files to send along' }),
    replyTo: z
      .string()
      .min(1)
      .max(300)
      .exactOptional()
      .meta({ description: "The message that it answers, by the channel's id" }),
    messageId: messageKey.exactOptional().meta({ description: 'In place of the header `Idempotency-Key`' }),
  })
  .meta({ id: 'TicketAnswer' });

export const takeBody = z
  .strictObject({
    force: z.boolean().default(false).meta({
      description: 'Also from somebody who has it, for supervisors and administrators',
    }),
  })
  .meta({ id: 'TakeTicket' });

export const transferBody = z
  .union([
    z.strictObject({ employeeId: employeeIdSchema }),
    z.strictObject({ openLineId }),
    z.strictObject({ departmentId }),
  ])
  .meta({ id: 'TransferTicket', description: 'To one of these' });
export type TransferTarget = z.infer<typeof transferBody>;
