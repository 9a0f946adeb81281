import * as z from 'zod';

const entries = (description: string) =>
  z.array(z.string().min(1).max(200)).max(1_000).default([]).meta({ description });

const callList = z.strictObject({
  /** In any spelling. */
  numbers: entries("The client's numbers"),
  extensions: entries("Employees' extensions"),
  trunks: entries('Our lines'),
});

/** No phone number of the outside world has so few digits. */
const maxInternalDigits = 6;

const empty = { numbers: [], extensions: [], trunks: [] };

/** IT-17: deny and allow lists are settings. A call that they suppress is not written to the CRM; deny wins (D-20). */
export const callListsSchema = z
  .strictObject({
    deny: callList.default(empty).meta({ description: 'A call with one of these entries is kept out' }),
    allow: callList.default(empty).meta({
      description: 'Each kind of entries, if there are any, lets only calls with one of them through',
    }),
    /** Mango manual §2.13. */
    internalBelowDigits: z.int().min(0).max(maxInternalDigits).default(0).meta({
      description:
        'Numbers with fewer digits than this are colleagues behind a SIP trunk, no clients; 0: none',
    }),
  })
  .default({ deny: empty, allow: empty, internalBelowDigits: 0 })
  .meta({ description: 'Which calls are kept out of the CRM; an empty allow list allows all' });

export type CallLists = z.infer<typeof callListsSchema>;
