import { randomBytes } from 'node:crypto';

/** A secret of the portal's making. */
export const secret = (bytes = 24): string => randomBytes(bytes).toString('hex');

/** `ASSIGNED_BY_ID` as `assignedById`. */
export const camel = (name: string): string =>
  name.toLowerCase().replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
