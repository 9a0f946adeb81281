import * as z from 'zod';
import { findingCodes, severities } from '../../settings/lint/catalogue.ts';

const count = z.int().min(0);

const finding = z
  .strictObject({
    code: z.enum(findingCodes).meta({ description: 'Stable' }),
    severity: z.enum(severities).meta({
      description:
        '`error`: calls or messages go wrong or are lost; `warning`: they may; `hint`: worth a look',
    }),
    document: z.string().meta({ example: 'settings/calls' }),
    field: z
      .string()
      .exactOptional()
      .meta({ description: 'Path within the document', example: 'missedInGroup.employeeId' }),
    what: z.string().meta({ description: 'What was found, in words' }),
    toDo: z.string().meta({ description: 'What to do' }),
  })
  .meta({ id: 'Finding' });

export const lintSchema = z
  .strictObject({
    items: z.array(finding).meta({ description: 'The gravest first' }),
    counts: z.strictObject({ error: count, warning: count, hint: count }),
    omitted: count.meta({ description: 'Findings left out of `items`, of codes that have very many' }),
    read: z
      .strictObject({
        employees: count,
        allEmployees: z.boolean().meta({ description: 'False where there are more than were read' }),
        days: count,
        calls: count,
        allCalls: z.boolean().meta({ description: 'False where there were more than were read' }),
      })
      .meta({ description: 'What the findings are made of' }),
  })
  .meta({ id: 'Lint' });
