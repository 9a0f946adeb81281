import * as z from 'zod/mini';
import type { Answer, Failure } from './answer.ts';
import { complaintIn } from './complaints.ts';
import { BatchMisuseError } from './errors.ts';
import type { Method } from './method.ts';
import { type Params, queryString } from './params.ts';
import { resultFrom } from './results.ts';
import { integer, mapOf } from './values.ts';
import { type Complaint, type Verdict, verdictOn } from './verdicts.ts';

/** One call within a batch. */
export interface Command<Result> {
  readonly method: Method<Result>;
  readonly params: Params;
}

/** By name; done in this order. A name is a letter, then letters, digits and `_`. */
export type Commands = Readonly<Record<string, Command<unknown>>>;

/** What became of each command, by its name. */
export type BatchAnswers<Named extends Commands> = {
  readonly [Name in keyof Named]: Answer<Named[Name] extends Command<infer Result> ? Result : never>;
};

/** What is to be done about a command that failed, beyond telling its caller. */
export interface CommandVerdict {
  readonly name: string;
  readonly complaint: Complaint;
  readonly verdict: Verdict;
}

const maxCommands = 50;

export const command = <Result>(method: Method<Result>, params: Params = {}): Command<Result> => ({
  method,
  params,
});

/** The body of a batch. @throws BatchMisuseError */
export function batchBody(
  commands: Commands,
  halt: boolean,
): { readonly halt: 0 | 1; readonly cmd: Record<string, string> } {
  const named = Object.entries(commands);
  if (named.length > maxCommands) {
    throw new BatchMisuseError(`A batch holds ${maxCommands} commands, not ${named.length}.`);
  }
  for (const [name, { method }] of named) {
    // Names that are numbers would be sorted, and the portal would write its maps as lists.
    if (!/^[a-z]\w*$/i.test(name)) throw new BatchMisuseError(`${name} is no name for a command.`);
    if (method.version !== 'v2') throw new BatchMisuseError(`${method.name} of v3 does not go into a batch.`);
  }
  const cmd = named.map(([name, { method, params }]) => {
    const query = queryString(params);
    return [name, query === '' ? method.name : `${method.name}?${query}`] as const;
  });
  return { halt: halt ? 1 : 0, cmd: Object.fromEntries(cmd) };
}

const times = z.object({ operating_reset_at: z.optional(integer) });

/** Each part is `[]` when it is empty (reference 7.2). */
const batchSchema = z.object({
  result: z.object({
    result: mapOf(z.unknown()),
    result_error: mapOf(z.unknown()),
    result_total: z._default(mapOf(integer), {}),
    result_next: z._default(mapOf(integer), {}),
    result_time: z._default(mapOf(times), {}),
  }),
});

export type BatchResult = z.infer<typeof batchSchema>['result'];

/** What a batch's answer holds; `undefined` where it is not one. */
export function readBatch(body: unknown): BatchResult | undefined {
  const read = z.safeParse(batchSchema, body);
  return read.success ? read.data.result : undefined;
}

/** Errors of commands come with HTTP 200, in a place of their own. */
export function commandVerdicts(commands: Commands, answer: BatchResult): readonly CommandVerdict[] {
  return Object.entries(commands).flatMap(([name, { method }]) => {
    if (!Object.hasOwn(answer.result_error, name)) return [];
    const said = complaintIn(answer.result_error[name]) ?? { code: '', text: 'no reason is given' };
    const complaint: Complaint = { from: 'command', method: method.name, ...said };
    return [{ name, complaint, verdict: verdictOn(complaint) }];
  });
}

/** The answers, in the shape of the commands. */
export function batchAnswers(
  commands: Commands,
  answer: BatchResult,
  failures: ReadonlyMap<string, Failure>,
  halt: boolean,
): Record<string, Answer<unknown>> {
  const wasHalted = halt && failures.size > 0;
  const answers = Object.entries(commands).map(([name, { method }]): [string, Answer<unknown>] => {
    const failure = failures.get(name);
    if (failure !== undefined) return [name, failure];
    if (Object.hasOwn(answer.result, name)) {
      const page = { next: answer.result_next[name], total: answer.result_total[name] };
      return [name, resultFrom(method, answer.result[name], page)];
    }
    if (wasHalted) {
      const reason = 'An earlier command of the batch failed.';
      return [name, { kind: 'retry', code: 'NOT_REACHED', afterMs: 0, reason }];
    }
    return [name, { kind: 'unknown', code: 'MISSING', reason: 'The batch says nothing of this command.' }];
  });
  return Object.fromEntries(answers);
}
