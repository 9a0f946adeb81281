import type { Params } from '../base/params.ts';

/** Who made something happen: robots and agents are nobody. */
export interface Cause {
  readonly userId?: number;
  /** The `auth_connector` of the request: offline bindings with the same one don't hear of it. */
  readonly connector?: string;
}

/** Tells the portal's events what happened. */
export type Emit = (event: string, data: Params, cause: Cause) => void;
