import { test } from 'uvu';
import * as assert from 'uvu/assert';
import { combineRelays } from '../../src/delivery/relays.ts';
import { sendMailing } from '../../src/delivery/send.ts';
import { ownSlots } from '../../src/delivery/slots.ts';
import { openSmtp } from '../../src/delivery/smtp.ts';
import { openLine } from '../../src/delivery/smtp-open.ts';
import { maskUrl, openTransport, parseSmtpUrl } from '../../src/delivery/transport.ts';
import { withDatabase } from '../database/temporary-store.ts';
import { addReaders, edition, secret } from './edition.ts';
import { type SmtpServerOptions, startSmtpServer } from './smtp-server.ts';
import { startTlsFront } from './tls-front.ts';

/** Sends to `count` readers over one server for each of `options`; `words`: what is put behind each one's address. */
async function over(options: readonly SmtpServerOptions[], words: readonly string[], count: number) {
  const servers = await Promise.all(options.map(startSmtpServer));
  try {
    return await withDatabase(async (database, folder) => {
      await addReaders(database, count);
      const transport = await openTransport(
        folder,
        servers.map(({ url }, index) => `${url}${words[index]}`).join(' '),
      );
      const started = performance.now();
      const summary = await sendMailing({ database, transport, secret, edition: edition() });
      const elapsedMs = performance.now() - started;
      await transport.close();
      const relays = await database.kysely.selectFrom('deliveries').select('relay').distinct().execute();
      return { summary, elapsedMs, counts: servers.map(({ received }) => received.length), servers, relays };
    });
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
}

test('what is wrong with the TLS of a relay is told without the words of OpenSSL and Node', async () => {
  const plain = await startSmtpServer();
  const front = await startTlsFront(plain.port, 'good');
  try {
    const told = async (url: string) => {
      const line = await openLine(parseSmtpUrl(url));
      assert.ok('kind' in line && line.kind === 'dropped', url);
      assert.is(line.handedOver, false);
      return line.text;
    };
    assert.is(
      await told(`smtps://127.0.0.1:${plain.port}`),
      'it speaks no TLS from the first byte on, as smtps:// asks; smtp:// begins with STARTTLS',
    );
    const unproven = await told(`smtps://localhost:${front.port}?tls=required`);
    assert.match(unproven, /certificate/);
    assert.not.match(unproven, /Node\.js|openssl|;|\n/);
    const line = await openLine(parseSmtpUrl(`smtps://localhost:${front.port}`));
    assert.ok('socket' in line, 'to this machine nothing need be proven');
    line.socket.destroy();
  } finally {
    front.close();
    await plain.close();
  }
});

test('two relays share the messages by their weights, and the ledger says which one took each', async () => {
  const { summary, counts, relays, servers } = await over([{}, {}], ['?weight=3', '?weight=1'], 200);
  assert.is(summary.totals.accepted, 200);
  assert.ok(Math.abs((counts[0] as number) - 150) <= 5, String(counts));
  assert.equal(relays.map(({ relay }) => relay).sort(), servers.map(({ url }) => url).sort());
});

test('where one relay does not take mail the other takes all, and nobody is blamed or lost', async () => {
  const refusing: SmtpServerOptions = {
    fault: ({ moment }) => (moment === 'mail' ? { reply: '550 5.7.1 not you' } : null),
  };
  const { summary, counts } = await over([refusing, {}], ['', ''], 100);
  assert.equal(summary.totals, {
    audience: 100,
    accepted: 100,
    refused: 0,
    skipped: 0,
    unknown: 0,
    waiting: 0,
  });
  assert.equal(counts, [0, 100]);
});

test('where no relay takes mail the run stops and everybody waits', async () => {
  const refusing: SmtpServerOptions = {
    fault: ({ moment }) => (moment === 'mail' ? { reply: '550 5.7.1 not you' } : null),
  };
  const { summary } = await over([refusing, refusing], ['', ''], 50);
  assert.is(summary.totals.waiting, 50);
  assert.match(summary.stopped ?? '', /does not take mail: 550 5\.7\.1 not you/);
});

test('a relay that fails for a while is told of, and what it missed is not made up for', async () => {
  const other = await startSmtpServer({ fault: ({ moment }) => (moment === 'dot' ? { lateMs: 2 } : null) });
  const ill = () => other.received.length < 100;
  const first = await startSmtpServer({
    fault: ({ moment }) => (ill() && moment === 'mail' ? { reply: '451 4.3.0 disk full' } : null),
  });
  const servers = [first, other];
  try {
    await withDatabase(async (database) => {
      await addReaders(database, 400);
      const news: string[] = [];
      const relays = servers.map(({ port }) => ({
        transport: openSmtp(parseSmtpUrl(`smtp://127.0.0.1:${port}`), {
          connections: 1,
          messagesPerConnection: 500,
        }),
        weight: 1,
        perSecond: null,
      }));
      const told: number[] = [];
      const transport = combineRelays(
        relays,
        ownSlots(),
        (sentence) => {
          news.push(sentence);
          told.push(other.received.length);
        },
        150,
      );
      const { totals } = await sendMailing({ database, transport, secret, edition: edition() });
      await transport.close();
      assert.is(totals.accepted, 400);
      assert.equal(news, [
        `${first.url} does not take mail: 451 4.3.0 disk full. The others take its share.`,
        `${first.url} takes mail again.`,
      ]);
      const [before = 0, again = 0] = told;
      assert.ok(again - before >= 90, 'the other one took its share');
      const [one, since] = [first.received.length, other.received.length - again];
      assert.ok(Math.abs(one - since) <= 50, `${one} and ${since} since it came back`);
    });
  } finally {
    await Promise.all(servers.map((server) => server.close()));
  }
});

test('a relay’s rate is kept, without a burst', async () => {
  const { summary, elapsedMs } = await over([{}], ['?rate=50'], 25);
  assert.is(summary.totals.accepted, 25);
  assert.ok(elapsedMs >= (24 * 1000) / 50, `25 messages at 50 a second in ${elapsedMs} ms`);
});

test('connections and messages on a connection are kept to', async () => {
  const { summary, servers } = await over(
    [{ fault: ({ moment }) => (moment === 'dot' ? { lateMs: 2 } : null) }],
    ['?connections=2&messages=10'],
    60,
  );
  assert.is(summary.totals.accepted, 60);
  const [server] = servers;
  assert.ok((server?.connections() ?? 0) >= 6, 'each carried ten at most');
  assert.is(server?.said.filter((line) => line === 'QUIT').length, server?.connections());
});

test('TLS is required and verified, except to this machine or where the address says otherwise', () => {
  const tls = (url: string) => parseSmtpUrl(url).tls;
  assert.equal(
    [
      'smtp://mail.example.org',
      'smtps://mail.example.org',
      'smtp://127.0.0.1:25',
      'smtp://[::1]',
      'smtp://localhost',
      'smtp://mail.example.org?tls=off',
      'smtp://127.0.0.1?tls=required',
    ].map(tls),
    ['required', 'required', 'opportunistic', 'opportunistic', 'opportunistic', 'off', 'required'],
  );
});

test('a relay without TLS gets nothing when TLS is required, and no reader is blamed', async () => {
  const { summary, counts } = await over([{}], ['?tls=required'], 10);
  assert.equal([summary.totals.waiting, counts], [10, [0]]);
  assert.match(summary.stopped ?? '', /does not take mail/);
});

test('user, password and host are read as they are meant', () => {
  const { user, password, host, port } = parseSmtpUrl('smtp://u%40x:p%25%3A%20@bücher.example.org:2525');
  assert.equal([user, password, host, port], ['u@x', 'p%: ', 'xn--bcher-kva.example.org', 2525]);
});

test('an address that cannot be read is told without its password', async () => {
  for (const [url, message] of [
    [
      'smtp://u:secret@mail.example.org?burst=1',
      /“\?burst=”, which is not known\. There are tls, connections/,
    ],
    ['smtp://u:secret@mail.example.org?rate=fast', /rate=fast\. It must be a number above 0/],
    ['smtp://u:secret@mail.example.org?connections=1.5', /connections=1\.5\. It must be a whole number/],
    ['smtp://u:sec ret@mail.example.org', /“smtp:\/\/u:\*\*\*”, which is no address\. See that/],
    ['smtp://u:secret%@mail.example.org', /percent-encoded \(a % as %25\)/],
    ['smtp://mail.example.org/rate=2', /settings stand behind a “\?”/],
    ['ftp://u:secret@mail.example.org', /“ftp:\/\/u:\*\*\*@mail\.example\.org”, which is no road out/],
  ] as const) {
    try {
      await openTransport('/nowhere', url);
      assert.unreachable(url);
    } catch (error) {
      assert.is((error as Error).name, 'UserError');
      assert.match((error as Error).message, message);
      assert.not.match((error as Error).message, /sec/);
    }
  }
  for (const [text, shown] of [
    ['smtp://a:b@one smtps://c:d@two', 'smtp://a:***@one smtps://c:***@two'],
    ['smtp://a:b@c@one:25?rate=2', 'smtp://a:***@one:25?rate=2'],
    ['smtp://a:pass word@one', 'smtp://a:*** ***@one'],
    ['smtp:a:b@one', '***@one'],
    [
      'smtp://one:587?tls=off smtp://[::1]:25 outbox: ses:?region=x',
      'smtp://one:587?tls=off smtp://[::1]:25 outbox: ses:?region=x',
    ],
  ] as const)
    assert.is(maskUrl(text), shown);
});

test.run();
