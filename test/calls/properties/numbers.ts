import { trunkA, trunkB } from '../story.ts';

/** The numbers of which calls, lists and settings are made, few enough to meet one another. */

/** Everybody's phones; which of them anybody has is the company's matter. */
export const extensions = ['101', '102', '103', '104', '110', '111'] as const;
export const groups = ['500', '600'] as const;
/** Spellings of two trunks, and a line that is in no settings. */
export const lines = [trunkA, '84950000001', trunkB, 'SIP-line', '74950000009'] as const;
/** Spellings of the one client whom companies may know, a stranger, a colleague behind a trunk, no phone at all. */
export const clientNumbers = [
  '79161112233',
  '8 (916) 111-22-33',
  '79000000000',
  '4012',
  'anonymous',
] as const;
