import type { Notice } from '../../platform/tickets/notice-store.ts';

export const noticeView = ({ at, ...notice }: Notice) => ({ ...notice, at: new Date(at).toISOString() });
