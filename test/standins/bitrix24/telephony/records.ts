import { secret } from '../base/names.ts';
import { param, text } from '../base/params.ts';
import type { Portal } from '../portal.ts';
import { coreError } from '../rest/errors.ts';
import type { Call, Method } from '../rest/method.ts';
import type { Call as PhoneCall } from './calls.ts';

const notFinished = 'Call is not found in the statistic table. It looks like it is not finished yet.';

/** A file in the place of whatever was attached before. */
function attach(portal: Portal, callId: string, name: string, bytes: number): number {
  const call = portal.calls.get(callId);
  if (call === undefined) throw coreError(notFinished);
  const fileId = portal.calls.nextFileId();
  portal.calls.put({ ...call, record: { fileId, name, bytes } });
  return fileId;
}

function finishedCall({ portal, params }: Call): PhoneCall {
  const callId = text(param(params, 'CALL_ID'));
  if (callId === undefined) throw coreError('Required parameters are not set: CALL_ID');
  const call = portal.calls.get(callId);
  if (call?.finished === undefined) {
    throw coreError(notFinished);
  }
  return call;
}

function checkedName(name: string | undefined): string {
  if (name === undefined) throw coreError('File name is empty');
  if (!/\.(wav|mp3)$/i.test(name)) throw coreError('Wrong file extension. Only wav and mp3 are allowed');
  return name;
}

/** The portal fetches at once, tries once and says so when it fails. */
async function download(url: string): Promise<number> {
  let response: Response;
  try {
    response = await fetch(url);
  } catch {
    throw coreError('Server returns HTTP error code 0');
  }
  const bytes = (await response.arrayBuffer()).byteLength;
  if (!response.ok) throw coreError(`Server returns HTTP error code ${response.status}`);
  if (bytes === 0) throw coreError('File content is empty.');
  return bytes;
}

const fileName = (url: string): string => new URL(url).pathname.split('/').at(-1) ?? '';

function decoded(content: string): number {
  if (!/^[A-Za-z0-9+/\s]+={0,2}\s*$/.test(content))
    throw coreError('File content is not properly encoded. Base64 encoding is expected.');
  return Buffer.from(content, 'base64').byteLength;
}

export const attachRecord: Method = {
  scope: ['telephony'],
  async run(call) {
    const { portal, params } = call;
    const { callId } = finishedCall(call);
    const url = text(param(params, 'RECORD_URL'));
    const said = text(param(params, 'FILENAME'));
    const content = param(params, 'FILE_CONTENT');
    if (url !== undefined) {
      if (!URL.canParse(url)) throw coreError('Server returns HTTP error code 0');
      const name = checkedName(said ?? fileName(url));
      return { FILE_ID: attach(portal, callId, name, await download(url)) };
    }
    const name = checkedName(said);
    if (content !== undefined) {
      const inline = text(content);
      if (inline === undefined) throw coreError('File content is empty.');
      return { FILE_ID: attach(portal, callId, name, decoded(inline)) };
    }
    const token = secret();
    portal.calls.uploads.set(token, { callId, name });
    return {
      uploadUrl: `${portal.clientEndpoint}upload.json?auth=${text(params.auth) ?? ''}&token=${token}`,
      fieldName: 'file',
    };
  },
};

/** Takes a file at an address that was given out; the address is good once. */
export function upload(portal: Portal, token: string, bytes: number | undefined): unknown {
  const place = portal.calls.uploads.get(token);
  if (place === undefined || bytes === undefined) throw coreError('File content is empty.');
  portal.calls.uploads.delete(token);
  return { FILE_ID: attach(portal, place.callId, place.name, bytes) };
}
