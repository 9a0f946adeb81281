/** Where the portal can fetch a recording. */
export interface RecordingUrls {
  /**
   * @returns an address that is good for some minutes; `undefined` where the recording is not to be had (any more).
   */
  urlOf(recordingId: string): Promise<string | undefined>;
}
