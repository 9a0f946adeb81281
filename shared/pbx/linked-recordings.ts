import { FileHosts } from './file-hosts.ts';
import type { RecordingAnswer, RecordingServers, RecordingSource } from './recording-port.ts';

/** Recordings whose address comes with the event and is their id, to be fetched by whoever knows it. */
export class LinkedRecordings implements RecordingSource {
  readonly #hosts: FileHosts;

  /** @param vendorHosts names under which the vendor's files lie. */
  constructor(vendorHosts: readonly string[], { files }: RecordingServers) {
    this.#hosts = new FileHosts(vendorHosts, files);
  }

  async recording(recordingId: string): Promise<RecordingAnswer> {
    if (!URL.canParse(recordingId)) {
      // Longer than an id may be: the adapter has kept the call's id instead.
      const reason = 'The PBX sent no address of the recording, or one of more than 200 characters.';
      return { kind: 'never', code: 'recordingGone', reason };
    }
    const url = this.#hosts.checked(recordingId);
    if (url === undefined) {
      return {
        kind: 'never',
        code: 'hostRefused',
        reason:
          "The recording's address is of a host that is not on the list of the PBX's own. If it is the right one, " +
          "name it in the tenant's file (recordingServers), then send this again.",
      };
    }
    return { kind: 'address', url, format: /\.wav$/i.test(url.pathname) ? 'wav' : 'mp3' };
  }
}
