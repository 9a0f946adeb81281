import type { AmiBlock } from '../ami/parser.ts';
import type { CallBook } from './book.ts';
import type { Numbering } from './channel-kind.ts';
import type { Channel } from './model.ts';

/** Where facts go and how names are read. */
export interface Reading {
  readonly book: CallBook;
  readonly numbering: Numbering;
}

/** Writes down what one kind of event says of its channel. */
export type Reader = (block: AmiBlock, at: number, channel: Channel, reading: Reading) => void;

/** Who rings a telephone that a command rings. */
export const nobody: Channel = Object.freeze({
  id: '',
  name: '',
  kind: 'other' as const,
  endpoint: '',
  createdAt: 0,
  callsIn: false,
  linkedid: '',
});
