const daySeconds = 24 * 60 * 60;

/** The attribute `expiresAt`, by which DynamoDB deletes an item so many days after `at` (epoch milliseconds): seconds. */
export const expiry = (at: number, days: number): number => Math.floor(at / 1_000) + days * daySeconds;
