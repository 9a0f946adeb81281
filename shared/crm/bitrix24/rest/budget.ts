import type { Installation } from './installation.ts';

/** How many requests a portal takes at once, and every how many milliseconds one more. */
export interface Budget {
  readonly capacity: number;
  readonly gapMs: number;
}

/** Section 7.1 of the reference. */
const standard: Budget = { capacity: 50, gapMs: 500 };
const enterprise: Budget = { capacity: 250, gapMs: 200 };

/** Inferred: the licence family `ent` is the plan with the larger bucket. */
export const budgetOf = ({ licenseFamily }: Pick<Installation, 'licenseFamily'>): Budget =>
  licenseFamily === 'ent' ? enterprise : standard;

/**
 * For what a request is made. A burst of writes leaves room for people who wait at their screens, and what can be done
 * any time leaves room for both.
 */
export type Share = 'interactive' | 'writes' | 'background';

/** Requests on their way arrive later than they were counted, hence not even the first may have all. */
const portion: Readonly<Record<Share, number>> = { interactive: 0.96, writes: 0.9, background: 0.5 };

/** How full the bucket may be for this share, in requests. */
export const roomFor = (share: Share, { capacity }: Budget): number => Math.floor(capacity * portion[share]);
