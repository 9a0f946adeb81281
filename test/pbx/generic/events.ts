/** Events of the generic protocol as a sender writes them; all numbers are made up. */
type Wire = Readonly<Record<string, unknown>>;

export const now = Date.parse('2026-11-22T10:00:00Z');

export function wireLeg(changes: Wire = {}): Wire {
  return {
    kind: 'leg',
    callId: 'call-1',
    legId: 'leg-1',
    seq: 1,
    at: '2026-11-22T12:59:30+03:00',
    state: 'ringing',
    place: 'employee',
    from: { number: '+79990000001' },
    to: { extension: '222' },
    line: '+74950000001',
    ...changes,
  };
}

export function wireEnded(changes: Wire = {}): Wire {
  return {
    kind: 'ended',
    callId: 'call-1',
    direction: 'inbound',
    from: { number: '+79990000001' },
    to: { extension: '222' },
    line: '+74950000001',
    startedAt: '2026-11-22T09:59:00Z',
    talkStartedAt: '2026-11-22T09:59:10.250Z',
    endedAt: '2026-11-22T09:59:50Z',
    cause: 'callerHungUp',
    ...changes,
  };
}

export function wireRecording(changes: Wire = {}): Wire {
  return {
    kind: 'recordingReady',
    callId: 'call-1',
    at: '2026-11-22T09:59:55Z',
    recordingId: 'recording-1',
    ...changes,
  };
}
