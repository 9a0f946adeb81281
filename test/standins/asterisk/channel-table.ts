import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';

interface Row {
  fields: Record<string, string>;
  createdAt: number;
}

/** The channels that an Asterisk has at a moment of a recording: what it answers to CoreShowChannels. */
export class ChannelTable {
  readonly #rows = new Map<string, Row>();
  #now = 0;

  /** Follows one event. */
  follow(event: AmiBlock): void {
    if (event.Timestamp !== undefined) this.#now = Math.max(this.#now, Number(event.Timestamp));
    if (event.Event === 'Newchannel') this.#add(event);
    for (const prefix of ['', 'Dest', 'Transferee', 'OrigTransferer', 'SecondTransferer'] as const) {
      this.#note(event, prefix);
    }
    const id = event.Uniqueid ?? '';
    const row = this.#rows.get(id);
    if (row === undefined) return;
    switch (event.Event) {
      case 'BridgeEnter':
        row.fields.BridgeId = event.BridgeUniqueid ?? '';
        break;
      case 'BridgeLeave':
        if (row.fields.BridgeId === event.BridgeUniqueid) row.fields.BridgeId = '';
        break;
      case 'Newexten':
        row.fields.Application = event.Application ?? '';
        row.fields.ApplicationData = event.AppData ?? '';
        break;
      case 'Hangup':
        this.#rows.delete(id);
        break;
    }
  }

  /** One item a channel. */
  get items(): readonly Readonly<Record<string, string>>[] {
    return [...this.#rows].map(([id, { fields, createdAt }]) => ({
      Event: 'CoreShowChannel',
      ...fields,
      Uniqueid: id,
      Duration: clockTime(this.#now - createdAt),
    }));
  }

  #add(event: AmiBlock): void {
    const id = event.Uniqueid ?? '';
    if (this.#rows.has(id)) return;
    const { Channel = '' } = event;
    const fields = { Channel, BridgeId: '', Application: '', ApplicationData: '' };
    this.#rows.set(id, { fields, createdAt: Number(event.Timestamp) });
  }

  #note(event: AmiBlock, prefix: string): void {
    const row = this.#rows.get(event[`${prefix}Uniqueid`] ?? '');
    if (row === undefined) return;
    for (const field of ['ChannelState', 'CallerIDNum', 'ConnectedLineNum', 'Context', 'Exten', 'Linkedid']) {
      const value = event[`${prefix}${field}`];
      if (value !== undefined) row.fields[field] = value;
    }
  }
}

function clockTime(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const two = (value: number) => String(Math.floor(value)).padStart(2, '0');
  return `${two(whole / 3_600)}:${two((whole / 60) % 60)}:${two(whole % 60)}`;
}
