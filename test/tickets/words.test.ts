import { describe, expect, it } from 'vitest';
import type { EmployeeId } from '../../shared/base/ids.ts';
import type { QueueStep } from '../../shared/tickets/queue-step.ts';
import { assignmentInWords } from '../../shared/tickets/words.ts';

const [ivanov, petrov] = ['ivanov', 'petrov'] as EmployeeId[] as [EmployeeId, EmployeeId];
const names = new Map([[ivanov, 'Иванов']]);
const inWords = (language: 'ru' | 'en', skipped: object) => {
  const step = { role: 'queueMember', employeeId: ivanov, outcome: 'skipped', ...skipped } as QueueStep;
  const taken = { role: 'queueMember', employeeId: petrov, outcome: 'taken' } as const;
  const assignment = {
    number: 1,
    conversationAssigneeId: petrov,
    at: 0,
    reason: 'newMessage' as const,
    answered: false,
    steps: [step, taken],
  };
  return assignmentInWords(assignment, { language, timeZone: 'Europe/Moscow', names });
};

describe('D-85 why somebody has a ticket, in words', () => {
  it.each([
    [{ reason: 'onLeave', lastDay: '2026-11-30' }, 'в отпуске до 30 ноября', 'on leave until 30 November'],
    [
      { reason: 'absent', until: Date.UTC(2026, 10, 20, 21, 30) },
      'отсутствует до 21 ноября, 00:30',
      'absent until 21 November, 00:30',
    ],
    [{ reason: 'outsideWorkingHours' }, 'не в рабочее время', 'outside working hours'],
    [{ reason: 'workDayNotOpen', workDay: 'closed' }, 'рабочий день не начат', 'the work day is not begun'],
    [{ reason: 'dismissed' }, 'уволен', 'dismissed'],
  ])('%o', (skipped, ru, en) => {
    expect(inWords('ru', skipped)).toEqual([`Иванов пропущен: ${ru}`, 'передано: petrov — клиент написал']);
    expect(inWords('en', skipped)).toEqual([`skipped Иванов: ${en}`, 'given to petrov: the client wrote']);
  });
});
