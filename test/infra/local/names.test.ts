import { describe, expect, it } from 'vitest';
import { findByName } from '../../../infra/local/names.ts';

const queues = [
  { name: 'dutyline-acme-events.fifo', logicalId: 'QueuesEvents12345678' },
  { name: 'dutyline-acme-events-dlq.fifo', logicalId: 'QueuesEventsdlq12345678' },
  { name: 'dutyline-acme-timers', logicalId: 'QueuesTimers12345678' },
  { name: 'dutyline-acme-TablesMain87654321', logicalId: 'TablesMain87654321' },
  { name: 'dutyline-acme-ticket-events.fifo', logicalId: 'QueuesTicketEvents12345678' },
  { name: 'dutyline-acme-ticket-timers', logicalId: 'QueuesTicketTimers12345678' },
];

describe('short names', () => {
  it.each([
    ['events', 0],
    ['events.fifo', 0],
    ['events-dlq', 1],
    ['timers', 2],
    ['dutyline-acme-timers', 2],
    ['QueuesTimers12345678', 2],
    ['main', 3],
    ['ticket-events', 4],
    ['ticket-timers', 5],
  ])('%s', (short, index) => {
    expect(findByName('queue', queues, short)).toBe(queues[index]);
  });

  it.each(['nothing', 'acme', 'dlq.x'])('DL7009 %s is refused with the names there are', (short) => {
    expect(() => findByName('queue', queues, short)).toThrow(/dutyline-acme-timers/);
  });
});
