import * as z from 'zod';

const entries = (description: string) =>
  z.array(z.string().min(1).max(200)).max(1_000).default([]).meta({ description });

const callList = z.strictObject({
  /** In any spelling. */
  numbers: entries("The client's numbers"),
  extensions: entries("Employees' extensions"),
  trunks: entries('Our lines'),
});

const empty = { numbers: [], extensions: [], trunks: [] };

/** IT-17: deny and allow lists are settings. A call that they suppress is not written to the CRM; deny wins (D-20). */
export const callListsSchema = z
  .strictObject({ deny: callList.default(empty), allow: callList.default(empty) })
  .default({ deny: empty, allow: empty })
  .meta({ description: 'Which calls are kept out of the CRM; an empty allow list allows all' });

export type CallLists = z.infer<typeof callListsSchema>;
