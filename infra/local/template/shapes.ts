import * as z from 'zod';
import { UnsupportedPropertyError } from '../errors.ts';
import type { Resource } from './template.ts';

/** A property that changes nothing on this machine: tags, tracing, backups, log retention. */
export const inert = z.unknown().optional();
/** CloudFormation takes numbers and truth values as texts, too. */
export const number = z.coerce.number();
export const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')]);
/** A policy document; infra/local/access gives it its meaning. */
export const policyDocument = z.looseObject({ Statement: z.unknown() });

/**
 * The resolved properties in the shape of their type.
 *
 * @throws UnsupportedPropertyError (DL7003) naming every property that the local stack would have to ignore.
 */
export function parseProperties<Shape extends z.ZodType>(
  shape: Shape,
  { logicalId, type }: Resource,
  properties: unknown,
): z.infer<Shape> {
  const result = shape.safeParse(properties);
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) =>
    path.length === 0 ? message : `${path.join('.')}: ${message}`,
  );
  throw new UnsupportedPropertyError(logicalId, type, problems);
}
