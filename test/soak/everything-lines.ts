import { channelIds } from './everything-channels.ts';

/** A minute, which a queue waits for; and more than a quarter of an hour, for which there are schedules. */
export const handoffSeconds = { chat: 60, post: 1_000 };
const queue = ['ivanov', 'petrova'].map((employeeId) => ({ kind: 'employee', employeeId }));
export const openLines = {
  departments: [{ id: 'sales', name: 'Продажи', members: ['ivanov', 'petrova'], headId: 'director' }],
  openLines: [
    {
      id: 'chat',
      name: 'Чаты',
      channels: [channelIds.telegram, channelIds.web],
      agentQueue: queue,
      handoffTimeoutSeconds: handoffSeconds.chat,
      texts: { nobodyAvailable: 'Сейчас никого нет, мы ответим позже.' },
      supervisors: ['director'],
    },
    {
      id: 'post',
      name: 'Переписка',
      channels: [channelIds.whatsapp, channelIds.wazzup, channelIds.email],
      agentQueue: [{ kind: 'department', departmentId: 'sales' }],
      handoffTimeoutSeconds: handoffSeconds.post,
      checksAvailability: false,
      ownerFirst: 'inQueue',
      supervisors: ['director'],
    },
  ],
};
