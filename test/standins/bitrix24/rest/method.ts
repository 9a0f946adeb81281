import type { Params } from '../base/params.ts';
import type { Cause } from '../events/cause.ts';
import type { Installation } from '../oauth/apps.ts';
import type { Portal } from '../portal.ts';

/** Who calls: an application with a user's token, or a webhook. */
export interface Caller {
  readonly userId: number;
  readonly isAdmin: boolean;
  readonly scope: ReadonlySet<string>;
  readonly installation?: Installation;
  /** Names the application or webhook in limits. */
  readonly id: string;
}

/** One call of one method. */
export interface Call {
  readonly portal: Portal;
  readonly caller: Caller;
  readonly params: Params;
  readonly cause: Cause;
}

/** One REST method. */
export interface Method {
  /** One of these is needed; none for methods that everybody may call. */
  readonly scope?: readonly string[];
  /** An incoming webhook is refused. */
  readonly appOnly?: true;
  readonly adminOnly?: true;
  /** @throws RestError */
  readonly run: (call: Call) => unknown;
}

/** Methods by their names. */
export type MethodTable = Readonly<Record<string, Method>>;

/** The installation of a caller whose method is for applications only. */
export function installationOf({ caller }: Call): Installation {
  if (caller.installation === undefined) throw new Error('a method for applications only was let through');
  return caller.installation;
}
