import { HostRefusedError } from '../rest/errors.ts';
import type { AllowedHosts } from '../rest/hosts.ts';
import type { Attachment } from './attachment.ts';

export interface UploadRequest {
  /** As the portal says it: holds a token. */
  readonly uploadUrl: string;
  readonly fieldName: string;
  readonly name: string;
  readonly bytes: Uint8Array;
}

export type Upload = (request: UploadRequest) => Promise<Attachment>;

/** The portal ends a request after 60 seconds. */
const timeoutMs = 55_000;

/** Posts a file where the portal says, if that is a portal's host (S4). Follows nothing. */
export const uploadTo =
  (hosts: AllowedHosts): Upload =>
  async ({ uploadUrl, fieldName, name, bytes }) => {
    let url: URL;
    try {
      url = hosts.portal(uploadUrl);
    } catch (error) {
      if (!(error instanceof HostRefusedError)) throw error;
      return { kind: 'never', code: 'hostRefused', reason: error.message };
    }
    const form = new FormData();
    form.append(fieldName, new Blob([Buffer.from(bytes)]), name);
    try {
      const response = await fetch(url, {
        method: 'POST',
        redirect: 'manual',
        body: form,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const said = await response.text();
      if (response.status === 200 && /"FILE_ID"/.test(said)) return { kind: 'attached' };
      return notTaken(`The portal answered the upload with ${response.status}`);
    } catch (error) {
      return notTaken(`The upload was cut (${error instanceof Error ? error.name : 'unknown'})`);
    }
  };

/** It may have been taken: the next attempt replaces it. */
const notTaken = (reason: string): Attachment => ({
  kind: 'notYet',
  code: 'recordingNotReady',
  reason,
});
