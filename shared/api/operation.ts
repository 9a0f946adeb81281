import type * as z from 'zod';

/** `administrator` changes and reads everything; `employee` reads what concerns him. */
export type Role = 'administrator' | 'employee';

/** What one status answers with. Statuses from 400 up are problem+json and have no schema of their own. */
export interface ResponseSpec {
  readonly description: string;
  readonly schema?: z.ZodType;
  /** `application/json` unless told. */
  readonly contentType?: string;
}

/**
 * One operation of the API, said once: the stack makes its route of it, the edge checks the request against it,
 * and the OpenAPI document is generated from it.
 */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** `/api/tasks/{id}/done`; `{id+}` at the end takes slashes as well. */
  readonly path: string;
  /** The folder under functions/ that serves it. */
  readonly function: string;
  /** Who may call it; `public` operations carry no token. */
  readonly access: readonly Role[] | 'public';
  readonly summary: string;
  readonly description?: string;
  readonly tag: string;
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Changes of a versioned document carry `If-Match`; its answers carry `ETag`. */
  readonly versioned?: boolean;
  /** It takes `Idempotency-Key`: a request with the key of an earlier one is that one again. */
  readonly keyed?: boolean;
  readonly responses: Readonly<Record<number, ResponseSpec>>;
}

/** The operations of one function, by id. */
export type Operations = Readonly<Record<string, Operation>>;

interface Area {
  readonly function: string;
  readonly tag: string;
}
type Draft = Omit<Operation, 'id' | keyof Area>;

/** Names each operation by its key, so that the edge can ask for exactly one route for each. */
export function defineOperations<const Drafts extends Readonly<Record<string, Draft>>>(
  area: Area,
  drafts: Drafts,
): { readonly [Id in keyof Drafts]: Drafts[Id] & Area & { readonly id: string } } {
  const named = Object.entries(drafts).map(([id, draft]) => [id, { ...draft, ...area, id }]);
  return Object.fromEntries(named);
}

/** Access of operations that only administrators may call, and of those that everybody with a token may. */
export const administrators = ['administrator'] as const satisfies readonly Role[];
export const everybody = ['administrator', 'employee'] as const satisfies readonly Role[];
