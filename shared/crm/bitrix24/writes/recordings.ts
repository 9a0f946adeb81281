import type { AttachRecording } from '../../../effects/crm-write.ts';
import type { CrmOutcome, Done } from '../../port.ts';
import type { Answer } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import { ref } from '../rest/params.ts';
import type { Courier } from './courier.ts';
import { attachRecord } from './methods.ts';
import { originOf } from './names.ts';
import { notNow, outcomeOf } from './outcomes.ts';
import type { RecordingUrls } from './recording-urls.ts';
import { rowCommands, rowIn, rowNames } from './rows.ts';

/**
 * Recordings of calls. The portal fetches them itself and keeps one for each call: a later one takes the place of the
 * one before, and doing it again changes nothing.
 */
export class Recordings {
  readonly #courier: Courier;
  readonly #urls: RecordingUrls | undefined;

  /** @param urls without them calls stay without recordings. */
  constructor(courier: Courier, urls: RecordingUrls | undefined) {
    this.#courier = courier;
    this.#urls = urls;
  }

  get areKept(): boolean {
    return this.#urls !== undefined;
  }

  /** To a call whose id in the portal is not known. */
  async attach({ callKey, cardOf, recordingId }: AttachRecording): Promise<CrmOutcome> {
    if (this.#urls === undefined) return { ...attached(recordingId), note: 'recordingsOff' };
    const url = await this.#urls.urlOf(recordingId);
    if (url === undefined) return gone(recordingId);
    const call = { key: callKey, ...(cardOf === undefined ? {} : { cardOf }) };
    const names = rowNames(call, 'row');
    const answers: Readonly<Record<string, Answer<unknown>>> = await this.#courier.send((at) => ({
      ...rowCommands(call, 'row'),
      // A call that is not found leaves no id here, and the portal refuses that.
      ...Object.fromEntries(
        names.map((name) => [
          `file_${name}`,
          command(attachRecord, { CALL_ID: ref(at(name), 0, 'CALL_ID'), ...fileAt(url, recordingId) }),
        ]),
      ),
    }));
    const row = rowIn(call, 'row', answers);
    if (row.kind !== 'result') return notNow(row);
    if (row.result === undefined) {
      return { outcome: 'refused', code: 'callNotFound', reason: `There is no recorded call ${callKey}.` };
    }
    const files = names.map((name) => answers[`file_${name}`] as Answer<unknown>);
    // Those of ids that were not found are refused.
    const file = files.find(({ kind }) => kind !== 'refused') ?? (files.at(-1) as Answer<unknown>);
    return outcomeFor(recordingId, file);
  }

  /** To a call that was just recorded. */
  async attachTo(callId: string, recordingId: string): Promise<CrmOutcome> {
    const url = await this.#urls?.urlOf(recordingId);
    if (url === undefined) return gone(recordingId);
    const { file } = await this.#courier.send(() => ({
      file: command(attachRecord, { CALL_ID: callId, ...fileAt(url, recordingId) }),
    }));
    return outcomeFor(recordingId, file);
  }
}

const outcomeFor = (recordingId: string, answer: Answer<unknown>): CrmOutcome =>
  answer.kind === 'result' ? { ...attached(recordingId), created: true } : outcomeOf(answer);

const attached = (id: string): Done => ({ outcome: 'done', ref: { kind: 'recording', id } });

const gone = (id: string): CrmOutcome => ({
  outcome: 'refused',
  code: 'recordingGone',
  reason: `Recording ${id} is not to be had.`,
});

/** The portal takes `.mp3` and `.wav` only. */
function fileAt(url: string, recordingId: string) {
  const extension = /\.wav$/i.test(new URL(url).pathname) ? 'wav' : 'mp3';
  return { RECORD_URL: url, FILENAME: `${originOf(recordingId)}.${extension}` };
}
