import type * as z from 'zod';

/** `administrator` changes and reads everything; `employee` reads what concerns him. */
export type Role = 'administrator' | 'employee';

/**
 * One operation of the API, said once: the stack makes its route of it, the edge checks the request against it,
 * and the OpenAPI document is generated from it.
 */
export interface Operation {
  readonly id: string;
  readonly method: 'GET' | 'PUT' | 'POST' | 'DELETE';
  /** `/api/calls/{id}` */
  readonly path: string;
  /** The folder under functions/ that serves it. */
  readonly function: string;
  /** Who may call it; `public` operations carry no token. */
  readonly access: readonly Role[] | 'public';
  readonly summary: string;
  readonly tag: string;
  readonly query?: z.ZodObject;
  readonly params?: z.ZodObject;
  readonly body?: z.ZodType;
  /** Changes of a versioned document carry `If-Match`; its answers carry `ETag`. */
  readonly versioned?: boolean;
  readonly responses: Readonly<Record<number, { readonly description: string; readonly schema?: z.ZodType }>>;
}
