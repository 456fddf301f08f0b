/** The ways in which Amazon SES, or what lies before it, misbehaves here, and one trial of such a way. */
import * as assert from 'uvu/assert';
import { withDatabase } from '../database/temporary-store.ts';
import { pointAwsTo, type SesFault, type SesMoment, startSesServer } from '../delivery/ses-server.ts';
import { assertLedgerIsTrue, compare, invite, sendToTheEnd } from './trial.ts';

export type SesWay = {
  readonly name: string;
  readonly moment: SesMoment;
  readonly fault: SesFault;
  /** So many times are enough: each is followed by a pause. */
  readonly most?: number;
};

const notVerified =
  'Email address is not verified. The following identities failed the check: desk@example.org';

export const sesWays: readonly SesWay[] = [
  { name: 'hangs up at the connection', moment: 'connect', fault: { drop: true } },
  {
    name: 'refuses the credentials',
    moment: 'headers',
    fault: { status: 403, type: 'InvalidSignatureException', message: 'The signature does not match.' },
  },
  { name: 'hangs up before the body', moment: 'headers', fault: { drop: true } },
  { name: 'says nothing before the body', moment: 'headers', fault: { hang: true } },
  {
    name: 'is asked too fast',
    moment: 'body',
    fault: { status: 429, type: 'TooManyRequestsException', message: 'Maximum sending rate exceeded.' },
    most: 2,
  },
  {
    name: 'has had enough for today',
    moment: 'body',
    fault: { status: 429, type: 'TooManyRequestsException', message: 'Daily message quota exceeded.' },
  },
  {
    name: 'has paused the account',
    moment: 'body',
    fault: { status: 400, type: 'SendingPausedException', message: 'Sending paused for this account.' },
  },
  {
    name: 'does not know the sender',
    moment: 'body',
    fault: { status: 400, type: 'MessageRejected', message: notVerified },
  },
  {
    name: 'fails in its own words',
    moment: 'body',
    fault: { status: 500, type: 'InternalServiceErrorException', message: 'Something went wrong.' },
  },
  {
    name: 'answers with a page of a gateway, the message thrown away',
    moment: 'body',
    fault: { status: 502, page: '<html>Bad gateway</html>' },
  },
  {
    name: 'answers with a page of a gateway, the message taken',
    moment: 'body',
    fault: { status: 504, page: '<html>Too late</html>', kept: true },
  },
  {
    name: 'answers yes in words that make no sense',
    moment: 'body',
    fault: { status: 200, page: '<html>', kept: true },
  },
  {
    name: 'answers yes without an id',
    moment: 'body',
    fault: { status: 200, page: '{}', kept: true },
  },
  {
    name: 'hangs up after the body, the message thrown away',
    moment: 'body',
    fault: { drop: true },
  },
  {
    name: 'hangs up after the body, the message taken',
    moment: 'body',
    fault: { drop: true, kept: true },
  },
  {
    name: 'hangs up within its answer',
    moment: 'body',
    fault: { drop: true, half: true, kept: true },
  },
  {
    name: 'says nothing after the body, the message taken',
    moment: 'body',
    fault: { hang: true, kept: true },
  },
  { name: 'answers slowly', moment: 'body', fault: { lateMs: 40 } },
];

/** SES misbehaves every third time that it could, `times` times in all, and is well then. */
export async function trySesWay(way: SesWay, readers: number, times: number): Promise<void> {
  let chances = 0;
  let faults = 0;
  const server = await startSesServer({
    fault: ({ moment }) => {
      const often = moment === 'connect' ? 1 : 3;
      if (moment !== way.moment || faults === Math.min(times, way.most ?? times) || chances++ % often !== 0)
        return null;
      faults++;
      return way.fault;
    },
  });
  pointAwsTo(server.endpoint);
  try {
    await withDatabase(async (database) => {
      const invited = await invite(database, readers);
      const { totals, doubts } = await sendToTheEnd(database, 'ses:?connections=3');
      const { lost, copies, strangers } = compare(server, invited);
      assert.ok(faults > 0, 'it never misbehaved');
      assert.equal([lost, strangers], [[], []], 'nobody is lost, and nobody who had left is mailed');
      assert.is(totals.refused, 0, 'nobody is blamed');
      assert.is(totals.accepted, invited.length);
      // A copy has a reason on record: a message of which nobody knew whether it had been taken.
      assert.ok(copies <= doubts, `${copies} copies for ${doubts} doubts`);
      await assertLedgerIsTrue(database, server);
    });
  } finally {
    await server.close();
  }
}
