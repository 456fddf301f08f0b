/** Dovecot, a server of IMAP and POP3 that no one here wrote: in a folder of its own, on free ports, stopped by its number. */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  chownSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { userInfo } from 'node:os';
import { join } from 'node:path';

const program = ['/usr/sbin/dovecot', '/usr/local/sbin/dovecot'].find(existsSync);
/** The settings of 2.4 have other names. */
const version = program === undefined ? '' : spawnSync(program, ['--version'], { encoding: 'utf8' }).stdout;

/** Whether Dovecot 2.3 is there with IMAP and POP3; tests that need it say that they were skipped. */
export const hasDovecot =
  version.startsWith('2.3.') &&
  ['imap-login', 'pop3-login'].every((name) => existsSync(`/usr/lib/dovecot/${name}`));

export type Dovecot = {
  /** Every user has the password `secret`. `tls`: from the first byte on, with a certificate that nobody has signed. */
  readonly url: (
    protocol: 'imap' | 'pop3',
    user: string,
    options?: { readonly tls?: boolean; readonly host?: string },
  ) => string;
  readonly ports: Readonly<Record<'imap' | 'imaps' | 'pop3' | 'pop3s', number>>;
  /** Puts messages into a user's INBOX, unread, in their order. */
  readonly deliver: (user: string, messages: readonly (Buffer | string)[]) => void;
  /** The flags of each message in INBOX: `''` for an unread one, `S` for one that was read. */
  readonly flags: (user: string) => readonly string[];
  /** The certificate that it shows for `localhost`, as a file. */
  readonly certificate: string;
  readonly log: () => string;
  readonly stop: () => Promise<void>;
};

const nobody = 65_534;

export async function startDovecot(folder: string): Promise<Dovecot> {
  const isRoot = process.getuid?.() === 0;
  const owner = isRoot ? nobody : userInfo().uid;
  const group = isRoot ? nobody : userInfo().gid;
  // Its processes, which give up root, must get through.
  chmodSync(folder, 0o755);
  const certificate = join(folder, 'certificate.pem');
  makeCertificate(folder, certificate);
  const [imap, imaps, pop3, pop3s] = (await freePorts(4)) as [number, number, number, number];
  const file = join(folder, 'dovecot.conf');
  writeFileSync(
    file,
    `base_dir = ${folder}/run
state_dir = ${folder}/run
log_path = ${folder}/log
protocols = imap pop3
listen = 127.0.0.1
ssl = yes
ssl_cert = <${certificate}
ssl_key = <${folder}/key.pem
disable_plaintext_auth = no
auth_failure_delay = 0
first_valid_uid = 1
mail_location = maildir:${folder}/mail/%u
mail_fsync = never
passdb {
  driver = static
  args = password=secret
}
userdb {
  driver = static
  args = uid=${owner} gid=${group} home=${folder}/mail/%u
}
namespace inbox {
  inbox = yes
}
# Who is wrong once would have to wait.
service anvil {
  unix_listener anvil-auth-penalty {
    mode = 0
  }
}
service imap-login {
  inet_listener imap {
    port = ${imap}
  }
  inet_listener imaps {
    port = ${imaps}
    ssl = yes
  }
}
service pop3-login {
  inet_listener pop3 {
    port = ${pop3}
  }
  inet_listener pop3s {
    port = ${pop3s}
    ssl = yes
  }
}
${isRoot ? '' : withoutRoot()}`,
  );
  mkdirSync(join(folder, 'mail'), { mode: 0o755 });
  chownSync(join(folder, 'mail'), owner, group);
  const child = spawn(program as string, ['-F', '-c', file], { stdio: 'ignore' });
  const log = () => (existsSync(`${folder}/log`) ? readFileSync(`${folder}/log`, 'utf8') : '');
  await untilStarted(child, log);
  const mailOf = (user: string, part: string) => join(folder, 'mail', user, part);
  let delivered = 0;
  return {
    ports: { imap, imaps, pop3, pop3s },
    url: (protocol, user, { tls = false, host = '127.0.0.1' } = {}) => {
      const port = protocol === 'imap' ? (tls ? imaps : imap) : tls ? pop3s : pop3;
      return `${protocol}${tls ? 's' : ''}://${user}:secret@${host}:${port}`;
    },
    deliver: (user, messages) => {
      for (const part of ['', 'new', 'cur', 'tmp']) {
        mkdirSync(mailOf(user, part), { recursive: true });
        chownSync(mailOf(user, part), owner, group);
      }
      for (const message of messages) {
        const path = mailOf(user, `new/${String(++delivered).padStart(9, '0')}.host`);
        writeFileSync(path, message);
        chownSync(path, owner, group);
      }
    },
    flags: (user) =>
      ['new', 'cur']
        .flatMap((part) => readdirSync(mailOf(user, part)))
        .sort()
        .map((name) => /:2,(\w*)$/.exec(name)?.[1] ?? ''),
    certificate,
    log,
    stop: async () => {
      const closed = new Promise((resolve) => child.once('close', resolve));
      child.kill('SIGTERM');
      await closed;
    },
  };
}

/** Everything as the one who runs the tests: nobody else may be become, and no root be changed. */
function withoutRoot(): string {
  const user = userInfo().username;
  const group = spawnSync('id', ['-gn'], { encoding: 'utf8' }).stdout.trim();
  const services = ['anvil', 'imap-login', 'pop3-login', 'stats'];
  return `default_internal_user = ${user}
default_internal_group = ${group}
default_login_user = ${user}
${services.map((name) => `service ${name} {\n  chroot =\n}\n`).join('')}`;
}

/** openssl comes with Dovecot's package. */
function makeCertificate(folder: string, file: string): void {
  const words = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:prime256v1', '-nodes'];
  const { status, stderr } = spawnSync(
    'openssl',
    [
      ...words,
      ...['-keyout', `${folder}/key.pem`, '-out', file, '-days', '2', '-subj', '/CN=localhost'],
      ...['-addext', 'subjectAltName=DNS:localhost'],
    ],
    { encoding: 'utf8' },
  );
  if (status !== 0) throw new Error(`openssl made no certificate: ${stderr}`);
}

/** All are held until the last is known, so that none is named twice. */
async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  for (const server of servers) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const ports = servers.map((server) => (server.address() as { port: number }).port);
  for (const server of servers) await new Promise((resolve) => server.close(resolve));
  return ports;
}

async function untilStarted(child: ChildProcess, log: () => string): Promise<void> {
  for (let tries = 0; tries < 500; tries++) {
    if (child.exitCode !== null) throw new Error(`Dovecot ended with ${child.exitCode}: ${log()}`);
    if (log().includes('starting up')) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`Dovecot did not start: ${log()}`);
}
