import { integer, list, param, record, text } from '../base/params.ts';
import { coreError } from '../rest/errors.ts';
import type { Method } from '../rest/method.ts';
import type { TranscriptLine } from './calls.ts';

function line(said: unknown, index: number): TranscriptLine {
  const { SIDE, START_TIME, STOP_TIME, MESSAGE } = record(said);
  const at = `MESSAGES[${index}]`;
  if (SIDE !== 'User' && SIDE !== 'Client') throw coreError(`${at}[SIDE] should be either Client or User`);
  const startSeconds = integer(START_TIME);
  if (startSeconds === undefined || startSeconds < 0) {
    throw coreError(`${at}[START_TIME] should be greater or equal to zero`);
  }
  const stopSeconds = integer(STOP_TIME);
  if (stopSeconds === undefined || stopSeconds <= 0) {
    throw coreError(`${at}[STOP_TIME] should be greater than zero`);
  }
  const message = text(MESSAGE);
  if (message === undefined) throw coreError(`${at}[MESSAGE] is empty`);
  return { side: SIDE, startSeconds, stopSeconds, message };
}

/** Inferred: a repeat makes another transcript. */
export const attachTranscription: Method = {
  scope: ['telephony'],
  run({ portal, params }) {
    const callId = text(param(params, 'CALL_ID'));
    if (callId === undefined) throw coreError('CALL_ID should be set');
    const messages = param(params, 'MESSAGES');
    if (typeof messages !== 'object' || messages === null) throw coreError('MESSAGES should be an array');
    const lines = list(messages).map(line);
    const call = portal.calls.get(callId);
    if (call?.finished === undefined) throw coreError(`Call ${callId} is not found. Is it finished?`);
    const transcripts = [...call.transcripts, lines];
    portal.calls.put({ ...call, transcripts });
    return { TRANSCRIPT_ID: transcripts.length };
  },
};
