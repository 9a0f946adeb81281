/** Why a change was refused: one entry for each field that is wrong. A value, not an exception. */
export interface Refusal {
  /** Path within what was sent: `captureUnmappedCalls.catchAllEmployeeId`, `trunks[2].number`. */
  readonly field: string;
  readonly reason: string;
}
