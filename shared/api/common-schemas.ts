import * as z from 'zod';

/** What several areas of the API have in common. */

export const instantSchema = z.iso
  .datetime()
  .meta({ description: 'UTC', example: '2026-11-22T09:05:00.000Z' });

export const daySchema = z.iso
  .date()
  .meta({ description: "A day of the tenant's time zone", example: '2026-11-22' });

/** The query of a list that is read page by page. */
export const pageQuery = {
  limit: z.coerce.number().int().min(1).max(100).default(50).meta({ description: 'Entries on a page' }),
  cursor: z
    .string()
    .min(1)
    .max(2000)
    .exactOptional()
    .meta({ description: "The `cursor` of the page before, with that page's other parameters" }),
};

export const cursorSchema = z
  .string()
  .exactOptional()
  .meta({ description: 'Where the next page begins; absent on the last one' });

/** A page of a list. */
export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.strictObject({ items: z.array(item), cursor: cursorSchema });
}

/** RFC 9457, with our stable code and one entry for each refused field. */
export const problemSchema = z
  .strictObject({
    type: z.string().meta({ example: 'urn:dutyline:DL2001' }),
    status: z.int(),
    code: z
      .string()
      .regex(/^DL\d{4}$/)
      .meta({ description: 'Stable; docs/errors.md says what to do' }),
    title: z.string(),
    detail: z.string(),
    errors: z
      .array(
        z.strictObject({
          field: z.string().meta({ description: 'Path within what was sent', example: 'trunks[2].number' }),
          reason: z.string(),
        }),
      )
      .exactOptional(),
    conversationAssigneeId: z
      .string()
      .exactOptional()
      .meta({ description: 'Who has the ticket that was asked for', example: 'ivanov' }),
  })
  .meta({ id: 'Problem' });
