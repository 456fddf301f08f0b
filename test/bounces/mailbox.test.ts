import { mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite } from 'uvu';
import * as assert from 'uvu/assert';
import { diagnoseMailbox } from '../../src/bounces/diagnose.ts';
import { eachOfMailbox } from '../../src/bounces/mailbox.ts';
import { largestReportBytes } from '../../src/bounces/report.ts';
import { type Dovecot, hasDovecot, startDovecot } from './dovecot.ts';

const mailbox = suite<{ folder: string; dovecot: Dovecot }>('mailboxes');
const when = hasDovecot ? mailbox : mailbox.skip;
if (!hasDovecot)
  process.stdout.write('note: Dovecot 2.3 is missing; mailboxes over IMAP and POP3 were not tested.\n');

mailbox.before(async (context) => {
  if (!hasDovecot) return;
  context.folder = mkdtempSync(join(tmpdir(), 'tumen-'));
  context.dovecot = await startDovecot(context.folder);
});
mailbox.after(async ({ dovecot, folder }) => {
  if (!hasDovecot) return;
  await dovecot.stop();
  rmSync(folder, { recursive: true, force: true });
});

const report = (text: string) => Buffer.from(`Subject: ${text}\r\n\r\nIt did not work.\r\n`, 'latin1');
/** Sentences with dots at their beginnings and letters of no UTF-8, as a server's own words may have them. */
const awkward = Buffer.from('Subject: dots\r\n\r\n.\r\n..\r\n.one\r\ncaf\xe9\r\n\r\n', 'latin1');

async function readAll(url: string): Promise<string[]> {
  const read: string[] = [];
  await eachOfMailbox(url, async (raw, origin) => {
    read.push(`${origin} ${Buffer.from(raw).toString('latin1')}`);
  });
  return read;
}

const refusal = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => assert.unreachable('it was not refused') as never,
    (error: Error) => {
      assert.is(error.name, 'UserError', error.stack);
      assert.not.match(error.message, 'secret');
      return error.message;
    },
  );

/** Passes everything on to `port`, until the line is cut. */
async function startLine(
  port: number,
): Promise<{ port: number; cut: () => void; close: () => Promise<void> }> {
  const sockets: Socket[] = [];
  const server = createServer((socket) => {
    const onward = connect(port, '127.0.0.1');
    sockets.push(socket, onward);
    socket.pipe(onward).pipe(socket);
    for (const one of [socket, onward]) one.on('error', () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const cut = () => {
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: (server.address() as { port: number }).port,
    cut,
    close: () => {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

for (const protocol of ['imap', 'pop3'] as const) {
  for (const tls of [true, false]) {
    const kind = `${protocol}${tls ? 's' : ''}`;

    when(`${kind}: every message is read byte for byte, and none a second time`, async ({ dovecot }) => {
      const user = `bytes-${kind}`;
      dovecot.deliver(user, [report('one'), awkward, report('three')]);
      assert.equal(
        await readAll(dovecot.url(protocol, user, { tls })),
        [report('one'), awkward, report('three')].map((raw) => `${protocol} ${raw.toString('latin1')}`),
      );
      assert.equal(dovecot.flags(user), protocol === 'imap' ? ['S', 'S', 'S'] : []);
      assert.equal(await readAll(dovecot.url(protocol, user, { tls })), []);
      // Off the wire nobody could have read the password.
      assert.match(dovecot.log(), new RegExp(`${protocol}-login: Info: Login: user=<${user}>.* TLS`));
    });

    when(
      `${kind}: a certificate that nobody vouches for is refused where TLS is required`,
      async ({ dovecot }) => {
        const user = `tls-${kind}`;
        dovecot.deliver(user, [report('one')]);
        const told = await refusal(readAll(`${dovecot.url(protocol, user, { tls })}?tls=required`));
        assert.match(
          told,
          /gives no TLS that can be trusted: self-signed certificate\. See that its certificate/,
        );
        assert.equal(dovecot.flags(user), ['']);
      },
    );
  }

  when(`${protocol}: what could not be settled stays as it was`, async ({ dovecot }) => {
    const user = `unsettled-${protocol}`;
    dovecot.deliver(user, [report('one'), report('two'), report('three')]);
    let settled = 0;
    const work = eachOfMailbox(dovecot.url(protocol, user), async () => {
      if (++settled === 2) throw new Error('the disk is full');
    });
    await work.then(
      () => assert.unreachable('it went on'),
      (error: Error) => assert.is(error.message, 'the disk is full'),
    );
    assert.equal(dovecot.flags(user), protocol === 'imap' ? ['S', '', ''] : ['', '', '']);
    assert.is((await readAll(dovecot.url(protocol, user))).length, protocol === 'imap' ? 2 : 3);
  });

  when(
    `${protocol}: a line that is lost says so, and the rest is read the next time`,
    async ({ dovecot }) => {
      const user = `lost-${protocol}`;
      dovecot.deliver(user, [report('one'), report('two'), report('three')]);
      const line = await startLine(dovecot.ports[protocol]);
      const settled: number[] = [];
      const told = await refusal(
        eachOfMailbox(`${protocol}://${user}:secret@127.0.0.1:${line.port}`, async (raw) => {
          settled.push(raw.length);
          if (settled.length === 2) line.cut();
        }),
      );
      await line.close();
      assert.match(
        told,
        new RegExp(
          `^${protocol}://${user}@127\\.0\\.0\\.1:\\d+.* does not answer as it should: .*What was settled stays`,
        ),
      );
      assert.is(settled.length, 2);
      const rest = await readAll(dovecot.url(protocol, user));
      assert.is(rest.length, protocol === 'imap' ? 2 : 3);
      assert.match(rest.at(-1) ?? '', 'three');
    },
  );

  when(`${protocol}: a wrong password is told without it`, async ({ dovecot }) => {
    const url = dovecot.url(protocol, 'ada').replace(':secret@', ':hidden@');
    const told = await refusal(readAll(url));
    assert.match(told, /refuses user or password: .*See that both are right/);
    assert.not.match(told, 'hidden');
  });

  when(`${protocol}: of a message that is too large the beginning is read`, async ({ dovecot }) => {
    const user = `large-${protocol}`;
    const large = Buffer.concat([
      report('large'),
      Buffer.alloc(largestReportBytes, 'x y\r\n'),
      report('end'),
    ]);
    dovecot.deliver(user, [large, report('small')]);
    const read: Uint8Array[] = [];
    await eachOfMailbox(dovecot.url(protocol, user), async (raw) => void read.push(raw));
    assert.equal(
      read.map((raw) => raw.length),
      [largestReportBytes, report('small').length],
    );
    assert.ok(Buffer.from(read[0] as Uint8Array).equals(large.subarray(0, largestReportBytes)));
  });

  when(`${protocol}: a thousand messages, one at a time`, async ({ dovecot }) => {
    const user = `many-${protocol}`;
    dovecot.deliver(
      user,
      Array.from({ length: 1_000 }, (_, number) => report(`n${number}`)),
    );
    let [under, most, count] = [0, 0, 0];
    await eachOfMailbox(dovecot.url(protocol, user, { tls: true }), async (raw) => {
      most = Math.max(most, ++under);
      await new Promise(setImmediate);
      assert.match(Buffer.from(raw).toString(), `Subject: n${count}\r\n`);
      count++;
      under--;
    });
    assert.equal([count, most], [1_000, 1]);
    assert.is(dovecot.flags(user).filter((flag) => flag !== 'S').length, 0);
  });

  when(`${protocol}: a port on which nobody listens is told`, async () => {
    const line = await startLine(1);
    await line.close();
    assert.match(
      await refusal(readAll(`${protocol}://ada:secret@127.0.0.1:${line.port}`)),
      /cannot be reached: .*ECONNREFUSED.* See host and port/,
    );
  });
}

when(
  'imap: a message that somebody has read already is left alone, and a folder may be named',
  async ({ dovecot }) => {
    dovecot.deliver('reader', [report('one')]);
    assert.is((await readAll(dovecot.url('imap', 'reader'))).length, 1);
    dovecot.deliver('reader', [report('two')]);
    assert.equal((await readAll(`${dovecot.url('imap', 'reader')}/INBOX`)).length, 1);
    assert.match(
      await refusal(readAll(`${dovecot.url('imap', 'reader')}/Nowhere`)),
      /\/Nowhere cannot be opened: Mailbox doesn't exist: Nowhere.* See the folder's name behind the host\./,
    );
  },
);

for (const protocol of ['imap', 'pop3'] as const) {
  when(`${protocol}: the doctor says what waits there, and marks nothing`, async ({ dovecot }) => {
    const user = `doctor-${protocol}`;
    dovecot.deliver(user, [report('one'), report('two')]);
    const url = dovecot.url(protocol, user);
    assert.equal(await diagnoseMailbox(url), {
      state: 'well',
      subject: 'mailbox of BOUNCES_URL',
      text: 'It lets us in; 2 messages wait for "tumen bounces".',
    });
    assert.equal(dovecot.flags(user), ['', '']);
    const wrong = await diagnoseMailbox(url.replace(':secret@', ':hidden@'));
    assert.is(wrong.state, 'mend');
    assert.match(wrong.text, /refuses user or password/);
    assert.not.match(wrong.text, 'hidden');
  });
}

mailbox.run();
