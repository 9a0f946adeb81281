import type * as z from 'zod/mini';

/** A REST method and the shape of its result; made once, beside the code that calls it. */
export interface Method<Result> {
  /** `crm.item.add` */
  readonly name: string;
  /** `v2` at `/rest/`, `v3` at `/rest/api/`. */
  readonly version: 'v2' | 'v3';
  readonly result: z.ZodMiniType<Result>;
}

/** @example const addItem = v2('crm.item.add', z.object({ item: z.object({ id: integer }) })); */
export const v2 = <Result>(name: string, result: z.ZodMiniType<Result>): Method<Result> => ({
  name,
  version: 'v2',
  result,
});

export const v3 = <Result>(name: string, result: z.ZodMiniType<Result>): Method<Result> => ({
  name,
  version: 'v3',
  result,
});

/** How the limits on working time know a method. */
export const operatingName = ({ version, name }: Pick<Method<unknown>, 'version' | 'name'>): string =>
  `${version}/${name}`;
