import { DutylineError } from '../base/errors.ts';
import type { Refusal } from '../base/refusal.ts';
import { type HttpAnswer, problem } from '../platform/problem.ts';
import { ApiError } from './errors.ts';

/** Errors of the floors below that are the caller's business. `detail` where their message is of our insides. */
const statusByCode: Readonly<Record<string, readonly [status: number, title: string, detail?: string]>> = {
  DL2001: [422, 'Nobody responsible'],
  DL2002: [422, 'Settings refused'],
  DL2003: [422, 'Employee refused'],
  DL2004: [409, 'Taken by somebody else'],
  DL2005: [409, 'Still needed'],
  DL2006: [409, 'Dismissed for good'],
  DL2007: [422, 'Client refused'],
  DL2008: [409, 'Tracked in the CRM'],
  DL2009: [422, 'Calendar refused'],
  DL2020: [409, 'Not configured'],
  DL3002: [409, 'Changed at the same time', 'Others changed the same thing; repeat the request.'],
  DL3003: [400, 'Not a cursor'],
  DL4012: [503, 'The portal did not answer', 'Bitrix24 did not give what was asked for; try again later.'],
  DL3004: [503, 'Not taken by the queue', 'Nothing was done; repeat the request later.'],
  DL3005: [409, 'Changed at the same time', 'Others changed the same thing; repeat the request.'],
  DL3021: [409, 'Not configured'],
};

/** The answer for an error: a problem that says what to do, or for a defect one that says nothing of our insides. */
export function problemAnswer(error: unknown): HttpAnswer {
  if (error instanceof ApiError) {
    const { status, code, title, message, errors, conversationAssigneeId } = error;
    return problem(status, code, title, message, { errors, conversationAssigneeId });
  }
  if (error instanceof DutylineError) {
    const known = statusByCode[error.code];
    if (known !== undefined) {
      const [status, title, detail = error.message] = known;
      const errors = 'errors' in error ? (error.errors as readonly Refusal[]) : [];
      return problem(status, error.code, title, detail, { errors });
    }
  }
  return problem(500, 'DL5000', 'Something went wrong', 'The error is in the log; repeat the request later.');
}
