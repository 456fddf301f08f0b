/** The ways in which a server misbehaves here, and what each may do to a reader at worst. */
import type { Fault, Moment } from '../delivery/smtp-server.ts';

export type Way = {
  readonly name: string;
  readonly moment: Moment;
  readonly fault: Fault;
  /** `none`: everybody gets exactly one. `copies`: the server took a message and hid it; who sends again makes a copy. */
  readonly worst: 'none' | 'copies';
  readonly extensions?: readonly string[];
};

const chunking = ['PIPELINING', 'CHUNKING', '8BITMIME'];

export const ways: readonly Way[] = [
  {
    name: 'refuses the connection for now',
    moment: 'connect',
    fault: { reply: '421 4.3.2 too busy' },
    worst: 'none',
  },
  {
    name: 'refuses the connection for good',
    moment: 'connect',
    fault: { reply: '554 5.7.1 go away' },
    worst: 'none',
  },
  { name: 'hangs up at the connection', moment: 'connect', fault: { drop: true }, worst: 'none' },
  { name: 'says nothing at the connection', moment: 'connect', fault: { hang: true }, worst: 'none' },
  { name: 'greets with rubbish', moment: 'connect', fault: { reply: 'SSH-2.0-OpenSSH' }, worst: 'none' },
  { name: 'refuses EHLO', moment: 'ehlo', fault: { reply: '502 5.5.1 not here' }, worst: 'none' },
  { name: 'hangs up at EHLO', moment: 'ehlo', fault: { drop: true }, worst: 'none' },
  { name: 'refuses MAIL for now', moment: 'mail', fault: { reply: '451 4.3.0 later' }, worst: 'none' },
  { name: 'refuses MAIL for good', moment: 'mail', fault: { reply: '550 5.7.1 not you' }, worst: 'none' },
  { name: 'closes at MAIL', moment: 'mail', fault: { reply: '421 4.4.2 enough' }, worst: 'none' },
  { name: 'hangs up at MAIL', moment: 'mail', fault: { drop: true }, worst: 'none' },
  { name: 'refuses RCPT for now', moment: 'rcpt', fault: { reply: '450 4.2.0 greylisted' }, worst: 'none' },
  { name: 'refuses RCPT for policy', moment: 'rcpt', fault: { reply: '550 5.7.1 listed' }, worst: 'none' },
  {
    name: 'says that the mailbox is full',
    moment: 'rcpt',
    fault: { reply: '552 5.2.2 full' },
    worst: 'none',
  },
  { name: 'closes at RCPT', moment: 'rcpt', fault: { reply: '421 4.3.2 closing' }, worst: 'none' },
  { name: 'hangs up at RCPT', moment: 'rcpt', fault: { drop: true }, worst: 'none' },
  { name: 'says nothing at RCPT', moment: 'rcpt', fault: { hang: true }, worst: 'none' },
  { name: 'answers rubbish at RCPT', moment: 'rcpt', fault: { reply: '<html>' }, worst: 'none' },
  { name: 'half-closes at RCPT', moment: 'rcpt', fault: { halfClose: true }, worst: 'none' },
  { name: 'refuses DATA for now', moment: 'data', fault: { reply: '451 4.3.0 later' }, worst: 'none' },
  { name: 'closes at DATA', moment: 'data', fault: { reply: '421 4.3.2 closing' }, worst: 'none' },
  { name: 'hangs up at DATA', moment: 'data', fault: { drop: true }, worst: 'none' },
  { name: 'hangs up within the body', moment: 'within', fault: { drop: true }, worst: 'none' },
  {
    name: 'refuses after the dot for now',
    moment: 'dot',
    fault: { reply: '452 4.3.1 disk full' },
    worst: 'none',
  },
  { name: 'closes after the dot', moment: 'dot', fault: { reply: '421 4.3.2 closing' }, worst: 'none' },
  {
    name: 'refuses after the dot for policy',
    moment: 'dot',
    fault: { reply: '550 5.7.1 spam' },
    worst: 'none',
  },
  {
    name: 'hangs up after the dot, the message thrown away',
    moment: 'dot',
    fault: { drop: true },
    worst: 'none',
  },
  {
    name: 'hangs up after the dot, the message taken',
    moment: 'dot',
    fault: { drop: true, kept: true },
    worst: 'copies',
  },
  {
    name: 'says nothing after the dot, the message taken',
    moment: 'dot',
    fault: { hang: true, kept: true },
    worst: 'copies',
  },
  { name: 'half-closes after the dot', moment: 'dot', fault: { halfClose: true }, worst: 'none' },
  { name: 'answers rubbish after the dot', moment: 'dot', fault: { reply: '??? \u0007' }, worst: 'none' },
  { name: 'answers slowly after the dot', moment: 'dot', fault: { lateMs: 40 }, worst: 'none' },
  { name: 'answers one octet at a time', moment: 'dot', fault: { dribble: true }, worst: 'none' },
  {
    name: 'hangs up within a chunk',
    moment: 'within',
    fault: { drop: true },
    worst: 'none',
    extensions: chunking,
  },
  {
    name: 'refuses RCPT with chunks on their way',
    moment: 'rcpt',
    fault: { reply: '450 4.2.0 later' },
    worst: 'none',
    extensions: chunking,
  },
  {
    name: 'closes at MAIL with chunks on their way',
    moment: 'mail',
    fault: { reply: '421 4.4.2 enough' },
    worst: 'none',
    extensions: chunking,
  },
  {
    name: 'hangs up after a chunk, the message taken',
    moment: 'dot',
    fault: { drop: true, kept: true },
    worst: 'copies',
    extensions: chunking,
  },
  {
    name: 'refuses RCPT for now, one command at a time',
    moment: 'rcpt',
    fault: { reply: '450 4.2.0 later' },
    worst: 'none',
    extensions: [],
  },
];
