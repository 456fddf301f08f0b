/** Whether a relay would take mail: connected to, and told goodbye before any message. */
import { accessSync, constants } from 'node:fs';
import { delimiter, isAbsolute, join } from 'node:path';
import { TLSSocket } from 'node:tls';
import { openLine } from '../smtp-open.ts';
import { isLoopback, maskUrl, noRoadOut, parseSmtpUrl, type SmtpUrl, type Stage } from '../transport.ts';
import { describeAnswer } from '../verdict.ts';
import { about, asSentence, type Diagnosis } from './diagnosis.ts';

/** `url`: one word of SMTP_URL; `domain`: From's; `root`: from where `outbox:folder` is counted. */
export async function diagnoseRelay(
  url: string,
  domain: string,
  root: string,
  nowMs: number,
): Promise<readonly Diagnosis[]> {
  const subject = `relay ${maskUrl(url).replace(/:$/, '')}`;
  if (/^smtps?:/.test(url)) return [await diagnoseSmtp(subject, parseSmtpUrl(url), nowMs)];
  if (url.startsWith('ses:')) {
    const { diagnoseSes } = await import('./ses.ts');
    return diagnoseSes(subject, url, domain);
  }
  if (url.startsWith('sendmail:')) return [diagnoseSendmail(subject, url)];
  if (url.startsWith('outbox:')) return [diagnoseOutbox(subject, url, root)];
  return [about(subject).mend(noRoadOut(url))];
}

const soonMs = 14 * 86_400_000;

/** Connects, starts TLS and logs in, and says what the relay offers. */
async function diagnoseSmtp(subject: string, url: SmtpUrl, nowMs: number): Promise<Diagnosis> {
  const { well, note, mend } = about(subject);
  const line = await openLine(url);
  if (!('socket' in line)) {
    const words = asSentence(describeAnswer(line));
    // With TLS from the first byte on, a certificate that is not believed is all that connecting comes to.
    const stage = /certificate|altnames/i.test(words)
      ? 'tls'
      : line.kind === 'unfit'
        ? 'connect'
        : line.stage;
    return mend(`${placeOf[stage]}: ${words} ${remedyFor(stage, url)}`);
  }
  const { socket } = line;
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : null;
  const unproven = socket instanceof TLSSocket && !socket.authorized ? `${socket.authorizationError}` : null;
  socket.end('QUIT\r\n');
  const offers = [
    certificate === null ? 'no TLS' : unproven === null ? 'TLS' : 'TLS that proves nothing',
    url.user === null ? 'no login' : 'logged in',
    ...(line.pipelining ? ['PIPELINING'] : []),
    ...(line.chunking ? ['CHUNKING'] : []),
    ...(line.smtpUtf8 ? ['SMTPUTF8'] : []),
    ...(line.sizeLimit === null ? [] : [`messages up to ${line.sizeLimit.toLocaleString('en')} octets`]),
  ].join(', ');
  const found = `It lets us in: ${offers}.`;
  if (!isLoopback(url.host)) {
    if (certificate === null)
      return (url.password === null ? note : mend)(
        `${found} Whoever sits between reads along${url.password === null ? '' : ', the password too'}. Leave "tls=" out, or ask for a relay with TLS.`,
      );
    if (unproven !== null)
      return note(
        `${found} Its certificate is not believed (${unproven}), so it may be somebody else. Leave "tls=" out to ask for the proof.`,
      );
  }
  const endsMs = certificate === null || unproven !== null ? Number.NaN : Date.parse(certificate.valid_to);
  if (endsMs - nowMs < soonMs) {
    const date = new Date(endsMs).toISOString().slice(0, 10);
    return note(`${found} Its certificate ends on ${date}; no mail goes out after that.`);
  }
  return well(found);
}

const placeOf: Readonly<Record<Stage, string>> = {
  connect: 'It cannot be reached',
  greeting: 'It turns us away when we come',
  tls: 'It has no TLS that can be trusted',
  auth: 'It does not let us log in',
  mail: 'It does not let us send',
  rcpt: 'It does not let us send',
  data: 'It does not let us send',
  body: 'It does not let us send',
};

function remedyFor(stage: Stage, url: SmtpUrl): string {
  if (stage === 'tls')
    return `Have its certificate mended: valid today, for ${url.host}, by an authority that is known here. "?tls=opportunistic" gives up the proof.`;
  if (stage === 'auth') return 'See user and password in SMTP_URL; both are percent-encoded there.';
  if (stage === 'greeting') return 'Ask whoever runs it whether this machine may send through it.';
  return 'See host and port in SMTP_URL, and that no firewall lies between.';
}

function diagnoseSendmail(subject: string, url: string): Diagnosis {
  const { note, mend } = about(subject);
  const program = url.slice('sendmail:'.length) || 'sendmail';
  const folders = isAbsolute(program) ? [''] : (process.env.PATH ?? '').split(delimiter);
  const found = folders.map((folder) => join(folder, program)).find(canRun);
  if (found === undefined)
    return mend(
      `There is no program ${program} that could be run${isAbsolute(program) ? '' : ' on the PATH'}. Name it: sendmail:/usr/sbin/sendmail.`,
    );
  return note(`${found} is there. What it does with the messages, it alone knows: see its own log.`);
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function diagnoseOutbox(subject: string, url: string, root: string): Diagnosis {
  const { note, mend } = about(subject);
  const folder = url.slice('outbox:'.length) || 'outbox';
  try {
    accessSync(isAbsolute(folder) ? folder : join(root, folder), constants.W_OK);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT')
      return mend(`${folder} cannot be written: ${asSentence((error as Error).message)}`);
  }
  return note(`Messages are put into ${folder} as files, and go no further by themselves.`);
}
