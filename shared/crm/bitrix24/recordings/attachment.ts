/**
 * - `attached`: it is there, now or before.
 * - `notYet`: an attempt was made in vain.
 * - `portalBusy`: the portal could not be asked, or its answer is not known; nothing is said of the recording.
 * - `never`: for good, or until somebody acts.
 */
export type Attachment =
  | { readonly kind: 'attached' }
  | { readonly kind: 'notYet'; readonly code: string; readonly reason: string }
  | { readonly kind: 'portalBusy'; readonly afterMs: number; readonly code: string; readonly reason: string }
  | { readonly kind: 'never'; readonly code: string; readonly reason: string };
