import type {
  NotYet,
  RecordingAnswer,
  RecordingSource,
  TranscriptAnswer,
  Unobtainable,
} from '../../../pbx/recording-port.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import type { Bitrix24Client, CallOptions } from '../rest/client.ts';
import { ref } from '../rest/params.ts';
import type { StatisticsRow } from '../writes/methods.ts';
import { originOf } from '../writes/names.ts';
import { type Identity, rowCommands, rowIn, rowNames } from '../writes/rows.ts';
import type { Attachment } from './attachment.ts';
import { attachRecord, attachTranscription, uploadAddress } from './methods.ts';
import { type Order, pbxOf } from './order.ts';
import type { Upload } from './upload.ts';

export interface AttacherParts {
  readonly client: Bitrix24Client;
  readonly upload: Upload;
  /** `undefined` for a PBX whose recordings can't be had. */
  readonly sourceOf: (provider: string) => Promise<RecordingSource | undefined>;
}

/** Nobody waits for it at a screen. The portal fetches a file within one request. */
const calling: CallOptions = { share: 'background', timeoutMs: 55_000 };

/**
 * Puts what a PBX has of a call on the finished call (reference 2.5, 2.6). A record takes the place of the one before,
 * so it may be attached again; a transcript would be there twice (inferred), so it is looked for first.
 */
export class Attacher {
  readonly #parts: AttacherParts;

  constructor(parts: AttacherParts) {
    this.#parts = parts;
  }

  async attach(order: Order): Promise<Attachment> {
    const source = await this.#parts.sourceOf(pbxOf(order));
    if (source === undefined) return nothingOf(order);
    return order.kind === 'recording' ? this.#recording(order, source) : this.#transcript(order, source);
  }

  async #recording(order: Order, source: RecordingSource): Promise<Attachment> {
    const answer: RecordingAnswer = await source.recording(order.recordingId);
    if (answer.kind === 'address') return this.#byAddress(order, answer);
    return answer.kind === 'file' ? this.#byUpload(order, answer) : inVain(answer);
  }

  /** One request: an address that is good once is used at once. */
  async #byAddress(
    order: Order,
    { url, format }: Extract<RecordingAnswer, { kind: 'address' }>,
  ): Promise<Attachment> {
    const call = identityOf(order);
    const names = rowNames(call, 'row');
    const FILENAME = nameOf(order.recordingId, format);
    // A call that is not found leaves no id here, and the portal refuses that.
    const file = (name: string) =>
      command(attachRecord, { CALL_ID: ref(name, 0, 'CALL_ID'), RECORD_URL: url.href, FILENAME });
    const answers: Answers = await this.#parts.client.batch(
      {
        ...rowCommands(call, 'row'),
        ...Object.fromEntries(names.map((name) => [`file_${name}`, file(name)])),
      },
      calling,
    );
    const { problem } = callIn(order, answers);
    if (problem !== undefined) return problem;
    const files = names.map((name) => answers[`file_${name}`] as Answer<unknown>);
    return outcomeOf(files.find(({ kind }) => kind !== 'refused') ?? (files.at(-1) as Answer<unknown>));
  }

  async #byUpload(
    order: Order,
    { bytes, format }: Extract<RecordingAnswer, { kind: 'file' }>,
  ): Promise<Attachment> {
    const { client, upload } = this.#parts;
    const { call, problem } = await this.#find(order);
    if (call === undefined) return problem;
    const name = nameOf(order.recordingId, format);
    const place = await client.call(uploadAddress, { CALL_ID: call.CALL_ID, FILENAME: name }, calling);
    return place.kind === 'result' ? upload({ ...place.result, name, bytes }) : outcomeOf(place);
  }

  async #transcript(order: Order, source: RecordingSource): Promise<Attachment> {
    if (source.transcript === undefined) return nothingOf(order);
    const { client } = this.#parts;
    const { call, problem } = await this.#find(order);
    if (call === undefined) return problem;
    if (call.TRANSCRIPT_ID !== undefined) return { kind: 'attached' };
    const answer: TranscriptAnswer = await source.transcript(order.recordingId);
    if (answer.kind !== 'phrases') return inVain(answer);
    // The PBX tells the order of phrases and no times, which the portal wants: each gets a second of its own.
    const MESSAGES = answer.phrases.map(({ side, text }, index) => ({
      SIDE: side === 'employee' ? 'User' : 'Client',
      START_TIME: index,
      STOP_TIME: index + 1,
      MESSAGE: text,
    }));
    return outcomeOf(await client.call(attachTranscription, { CALL_ID: call.CALL_ID, MESSAGES }, calling));
  }

  async #find(order: Order): Promise<Found | NotFound> {
    return callIn(order, await this.#parts.client.batch(rowCommands(identityOf(order), 'row'), calling));
  }
}

type Answers = Readonly<Record<string, Answer<unknown>>>;
type Found = { readonly call: StatisticsRow; readonly problem?: never };
type NotFound = { readonly call?: never; readonly problem: Attachment };

const identityOf = ({ callKey: key, cardOf }: Order): Identity => ({
  key,
  ...(cardOf === undefined ? {} : { cardOf }),
});

function callIn(order: Order, answers: Answers): Found | NotFound {
  const row = rowIn(identityOf(order), 'row', answers);
  if (row.kind !== 'result') return { problem: outcomeOf(row) };
  if (row.result !== undefined) return { call: row.result };
  const reason =
    'The portal does not have the call yet. If another problem says why, mend that and send it again first.';
  return { problem: { kind: 'notYet', code: 'callNotFound', reason } };
}

const inVain = (answer: NotYet | Unobtainable): Attachment =>
  answer.kind === 'never' ? answer : { ...answer, code: 'recordingNotReady' };

const nothingOf = (order: Pick<Order, 'callKey'>): Attachment => ({
  kind: 'never',
  code: 'recordingGone',
  reason: `The PBX ${pbxOf(order)} gives no such thing.`,
});

const waitMs = 60_000;
const untilPeopleActMs = 900_000;

function outcomeOf(answer: Answer<unknown>): Attachment {
  switch (answer.kind) {
    case 'result':
      return { kind: 'attached' };
    case 'retry':
    case 'stopped': {
      const { reason, afterMs = untilPeopleActMs } = answer;
      // The portal could be asked, and did not get the file.
      if (couldNotFetch(answer)) return { kind: 'notYet', code: 'recordingNotReady', reason };
      return { kind: 'portalBusy', afterMs, code: 'portalBusy', reason };
    }
    case 'unknown':
      return { kind: 'portalBusy', afterMs: waitMs, code: 'portalBusy', reason: answer.reason };
    default:
      if (couldNotFetch(answer)) return { kind: 'notYet', code: 'recordingNotReady', reason: answer.reason };
      return { kind: 'never', code: 'portalRefused', reason: answer.reason };
  }
}

/** Reference 2.5. Inferred: the texts are English in every portal; elsewhere it is a refusal that people read. */
const couldNotFetch = ({ reason }: Failure): boolean =>
  /Server returns HTTP error code|File content is empty/.test(reason);

const nameOf = (recordingId: string, format: string): string => `${originOf(recordingId)}.${format}`;
