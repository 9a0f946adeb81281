import * as z from 'zod';

/** D-22: one of the tenant's own companies; not to be taken for a customer's company, which is a party. */
export const ourCompanyIdSchema = z
  .string()
  .min(1)
  .max(50)
  .regex(/^[\w-]+$/, 'Latin letters, digits, _ and - only')
  .meta({ description: 'One of our companies, by id', example: 'retail' });
