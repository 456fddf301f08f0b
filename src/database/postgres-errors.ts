/** What PostgreSQL and the line to it answer when something is wrong: what passes by itself, and sentences for the rest. */
import { UserError } from '../publication/problem.ts';

type Fault = { readonly code?: string; readonly message: string; readonly syscall?: string };

/** Codes of Node and of PostgreSQL (its appendix A) by which a connection is gone, or a server not there for the moment. */
const gone =
  /^(ECONNRESET|ECONNREFUSED|EPIPE|ETIMEDOUT|ENOENT|EHOSTUNREACH|ENETUNREACH|EAI_AGAIN|08...|57P0[1235]|25P03)$/;
/** pg has no code for these. */
const goneInWords =
  /Connection terminated|connection error and is not queryable|timeout exceeded when trying to connect/i;

/** The connection was lost, or none can be had now. Whatever was not committed was undone. */
export function isLost(error: unknown): boolean {
  if (error instanceof UserError) return error.cause !== undefined && isLost(error.cause);
  const { code, message } = error as Fault;
  return code !== undefined ? gone.test(code) : goneInWords.test(message);
}

/**
 * Another transaction was in the way, and this one was undone: a deadlock, or a row of the same key that somebody else
 * wrote after this one had looked for it. Run again, it finds what is there now.
 */
export function isCollision(error: unknown): boolean {
  const { code } = error as Fault;
  return code === '40P01' || code === '40001' || code === '23505';
}

/** Why it could not be opened or written, and what to do; by the beginning of the code. The first that fits. */
const remedies: readonly (readonly [RegExp, string])[] = [
  [
    /^28/,
    'See user and password in DATABASE_URL (both are percent-encoded there) and pg_hba.conf of the server.',
  ],
  [/^3D000$/, "Make it with: create database … encoding 'UTF8' template template0"],
  [/^(ENOTFOUND|EAI_AGAIN)$/, 'See the host in DATABASE_URL.'],
  [/^53300$/, 'The server has no connection left: raise its max_connections, or run fewer processes.'],
  [/^53/, 'See that the disk and the memory of the server have room; then run the same command again.'],
  [/^42501$/, 'The role of DATABASE_URL must own the database, or be granted all on its schema.'],
  [
    /^25006$/,
    'The server only answers questions, as a standby does. DATABASE_URL must name the one that is written to.',
  ],
  [
    /CERT|SSL|TLS|ALTNAME/,
    'See that its certificate is valid for that name; a certificate authority of your own is named by "?sslrootcert=/path/to/ca.pem".',
  ],
];

/** As it is told to a person. What is no fault of server, line or settings is a bug, and stays the error that it is. */
export function explain(error: unknown, where: string): unknown {
  if (error instanceof UserError) return error;
  const { code = '', message, syscall } = error as Fault;
  // A socket's folder that is missing is a server that does not run; a file that is opened is one that the address names.
  if (syscall === 'open' || syscall === 'read') {
    return told(
      `DATABASE_URL names a file that cannot be read: ${sentence(message)} See "sslrootcert=" in it.`,
      error,
    );
  }
  const remedy = remedies.find(([codes]) => codes.test(code))?.[1];
  if (remedy !== undefined)
    return told(`The database ${where} cannot be used: ${sentence(message)} ${remedy}`, error);
  if (/does not support SSL/.test(message)) {
    const text = `The database ${where} offers no TLS, and readers’ addresses would cross the network in the open. `;
    return told(
      `${text}Switch TLS on there, or, on a line that nobody else can read, add "?sslmode=disable".`,
      error,
    );
  }
  if (isLost(error) || /^(5[38]|XX)/.test(code)) {
    const text = `The database ${where} cannot be reached or written: ${sentence(message)} Nothing more is done until it can. `;
    return told(`${text}See that it runs, and run the same command again.`, error);
  }
  return error;
}

function told(text: string, cause: unknown): UserError {
  return Object.assign(new UserError(text), { cause });
}

function sentence(message: string): string {
  const line = message.replace(/\s+/g, ' ').trim() || 'no answer';
  return /[.!?]$/.test(line) ? line : `${line}.`;
}
