import type { MethodTable } from '../rest/method.ts';
import { activityMethods } from './activity-methods.ts';
import { directoryMethods } from './directory-methods.ts';
import { duplicateMethods } from './duplicate-method.ts';
import { itemMethods } from './item-methods.ts';
import { linkMethods } from './link-methods.ts';
import { oldCrmMethods } from './old-methods.ts';

export const crmMethods: MethodTable = {
  ...oldCrmMethods,
  ...itemMethods,
  ...duplicateMethods,
  ...linkMethods,
  ...directoryMethods,
  ...activityMethods,
};
