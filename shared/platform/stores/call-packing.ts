import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { CallState } from '../../calls/state.ts';
import type { Effect } from '../../effects/effect.ts';

/** What is stored of a call besides the keys by which it is found. */
export interface PackedCall {
  readonly state: CallState;
  readonly outbox: readonly Effect[];
}

/**
 * DynamoDB bills a write by the kilobyte, and a call is written with each of its events: as JSON it has two to six of
 * them, packed it seldom has more than one. The first byte says by which dictionary it was packed.
 */
export function packCall({ state, outbox }: PackedCall): Uint8Array {
  const packed = deflateRawSync(JSON.stringify([state, outbox]), { dictionary: dictionaries[current] });
  return Buffer.concat([Buffer.of(current), packed]);
}

/** @throws RangeError for what `packCall` did not make. */
export function unpackCall(packed: Uint8Array): PackedCall {
  const dictionary = dictionaries[packed[0] ?? -1];
  if (dictionary === undefined)
    throw new RangeError(`A call is packed by the unknown dictionary ${packed[0]}`);
  const [state, outbox] = JSON.parse(inflateRawSync(packed.subarray(1), { dictionary }).toString());
  return { state, outbox };
}

/**
 * What most calls have in common, the most frequent last, where references to it are shortest. Calls are kept for long:
 * a dictionary in use is never changed, a better one is added.
 */
const dictionaries: readonly Buffer[] = [
  Buffer.from(
    [
      '"dedupe":"sameDay","outcome":"clientReachedUs"},{"kind":"attachRecording","callKey":"',
      '"notCaptured":"unmapped","ourCompanyId":"","action":"contactAndDeal","dealName":"Сделка ","dealStage":{"pipelineId":"","stageId":"',
      '"voicemail","reason":"onLeave","reason":"dismissed","reason":"notSet","cause":"groupFailed","cause":"busy","cause":"declined"',
      '"kind":"recordingReady","recordingId":"","kind":"recordingMade","kind":"transcriptReady","startedByCommand":true,"transfer":"attended","transfer":"blind","state":"held"',
      '{"kind":"alert","id":"","role":"trunkResponsible","reason":"}',
      '[{"kind":"timer","id":":settle:1","fireAt":17,"timer":{"kind":"settle","callId":"","number":1,"hints":{"phone":"+7","extensions":[""],"employeeIds":[""]}}}]]',
      '"kind":"createTask","key":"/task","taskAssigneeId":"","client":{"kind":"byPhone","phone":"+7"},"number":"+7","text":"(новый Клиент) , пропущенный звонок","dueAt":17,"callKey":"","missedAt":17,"missedReason":"ringGroup","line":"+7","dedupe":"open","day":"20","autoClose":true}',
      '"kind":"closeTasks","key":"/close","client":{"kind":"known","party":{"kind":"contact","id":""},"phone":"+7"},"number":"+7","outcome":"calledBack","connectedAt":17,"callKey":"',
      '"kind":"crm","id":":settled:0","orderKey":"+7","writes":[{"kind":"ensureClient","key":"/client","phone":"+7","action":"lead","name":"Новый Клиент, ","entityOwnerId":"","line":"+7"},{"kind":"recordCall","key":"/1","direction":"inbound","result":"missed","missedReason":"direct","cause":"noAnswer","callOwnerId":"","client":{"kind":"byPhone","phone":"+7"},"line":"+7","startedAt":17,"durationSeconds":,"talkSeconds":0,"recordingIds":[]}',
      '"lateEvents":0,"crmEffects":[":settled:0"],"decision":{"at":17,"direction":"outbound","result":"answered","missedReason":"ivr","cause":"callerHungUp","client":{"number":"7","phone":"+7","party":{"kind":"contact","id":""},"name":"","ownerId":"","alternatives":0},"trunk":"+7","startedAt":17,"endedAt":17,"talkSeconds":,"callOwnerId":"","callOwnerName":"","records":[{"key":"/1","callOwnerId":"","extension":"","legIds":[""],"startedAt":17,"endedAt":17,"talkSeconds":0,"trace":[{"role":"clientOwner","reason":"noClient"},{"role":"calledEmployee","employeeId":""},{"role":"rungEmployee"},{"role":"trunkResponsible"},{"role":"defaultResponsible"}]}],"entity":{"action":"contact","entityOwnerId":"","trace":[{"role":"","employeeId":"","name":""}]},"task":{"key":"/task","taskAssigneeId":"","dueAt":17,"trace":[',
      '"participants":[{"extension":"","employeeId":"","name":"","mapped":true,"rang":true,"talked":false}],"cardFor":["',
      '"dropped":0,"settlements":1,"lateEvents":0,"crmEffects":[],"settlement":{"number":1,"completeness":"missing","fireAt":17,"employeeIds":["',
      '{"kind":"ended","id":":summary","callId":"mango:","at":17,"direction":"inbound","from":{"number":"7"},"to":{"extension":"","number":"sip:"},"line":"7","startedAt":17,"talkStartedAt":17,"endedAt":17,"cause":"normal"},',
      '"place":"queue","place":"ivr","takenFrom":"","cause":"answeredElsewhere","cause":"transferred","cause":"calleeHungUp","group":"',
      '[{"id":"mango:","provider":"mango","evidence":[{"kind":"leg","id":":1","callId":"mango:","legId":"","seq":1,"at":17,"state":"ringing","place":"employee","from":{"number":"7"},"to":{"extension":"","number":"sip:"},"line":"7"},{"kind":"leg","id":":2","callId":"mango:","legId":"","seq":2,"at":17,"state":"talking","place":"employee","from":{"number":"7"},"to":{"extension":"","number":"sip:"},"line":"7"},{"kind":"leg","id":":3","callId":"mango:","legId":"","seq":3,"at":17,"state":"ended","place":"employee","from":{"number":"7"},"to":{"extension":"","number":"sip:"},"line":"7","cause":"callerHungUp"},',
    ].join(''),
  ),
];
const current = 0;
