import * as z from 'zod';
import type { Refusal } from '../base/refusal.ts';
import { employeeIdSchema } from '../people/employee-schema.ts';
import { everybodyIn, type Responsible } from '../people/responsible.ts';
import type { Mention } from './mention.ts';

/** Every settlement reads them all. */
const maxInRotation = 20;

/** One person, or several who take turns. */
export const responsibleSchema = z.union([
  employeeIdSchema,
  z
    .strictObject({
      rotation: z
        .array(employeeIdSchema)
        .min(2)
        .max(maxInRotation)
        .meta({ example: ['ivanov', 'petrova'] }),
      mode: z.literal('turns').default('turns'),
    })
    .meta({ id: 'Rotation', description: 'Several who take turns, call by call' }),
]);

/** The people whom a field names, each with his place. */
export function mentionsOf(field: string, responsible: Responsible | undefined): readonly Mention[] {
  if (responsible === undefined) return [];
  if (typeof responsible === 'string') return [{ field, employeeId: responsible }];
  return responsible.rotation.map((employeeId, at) => ({ field: `${field}.rotation[${at}]`, employeeId }));
}

/** Nobody has two turns: they would be one. */
export function namedTwice(field: string, responsible: Responsible | undefined): readonly Refusal[] {
  const people = responsible === undefined ? [] : everybodyIn(responsible);
  return people.flatMap((id, at) =>
    people.indexOf(id) < at ? [{ field: `${field}.rotation[${at}]`, reason: 'is named twice' }] : [],
  );
}
