/** `sendmail:` – the machine's own mail program, through nodemailer's transport. */
import { createTransport } from 'nodemailer';
import type { Message } from './message.ts';
import type { Answer, Transport } from './transport.ts';

/** So many failures in a row are no message's fault. */
const mostFailures = 3;

/** The two exit statuses of BSD's sysexits.h that speak of one reader or one message, as answers of a server. */
const exitStatuses: Readonly<
  Record<string, Pick<Answer & { kind: 'reply' }, 'stage' | 'code' | 'enhanced'>>
> = {
  // EX_NOUSER
  67: { stage: 'rcpt', code: 550, enhanced: '5.1.1' },
  // EX_DATAERR
  65: { stage: 'body', code: 554, enhanced: '5.6.0' },
};

/** `program`: its path, `sendmail` for the one that is found. */
export function openSendmail(program: string): Transport {
  const transport = createTransport({ sendmail: true, path: program, newline: 'unix' });
  let failures = 0;

  const hand = async ({ chunks, envelope }: Message): Promise<Answer> => {
    try {
      await transport.sendMail({
        raw: Buffer.concat(chunks),
        envelope: { from: { name: '', address: envelope.from }, to: [{ name: '', address: envelope.to }] },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      failures = 0;
      return { kind: 'reply', stage: 'body', code: 250, enhanced: '2.0.0', text: `taken by ${program}` };
    } catch (error) {
      return answerOf(error as Error & { readonly syscall?: string });
    }
  };

  const answerOf = ({ message: text, syscall }: Error & { readonly syscall?: string }): Answer => {
    // nodemailer has one error code for all of these: only its words tell them apart.
    const status = /exited with code (\d+)$/.exec(text)?.[1] ?? '';
    const known = exitStatuses[status];
    if (known !== undefined) return { kind: 'reply', ...known, text };
    // It was ended from outside, and may have put the message into its queue before.
    if (/terminated by/.test(text)) return { kind: 'dropped', stage: 'body', handedOver: true, text };
    failures++;
    if (failures >= mostFailures || syscall?.startsWith('spawn') === true) {
      return { kind: 'reply', stage: 'mail', code: 451, enhanced: '4.3.0', text };
    }
    // It is tried again: one message that the program stumbles over must not stop every run.
    return { kind: 'dropped', stage: 'mail', handedOver: false, text };
  };

  return {
    name: `sendmail:${program}`,
    inFlight: () => 4,
    send: async (message, _name, leave) => {
      const text = whyUnfit(message);
      if (text !== null) return { kind: 'unfit', text };
      return (await leave.begin()) ? hand(message) : null;
    },
    close: async () => transport.close(),
  };
}

function whyUnfit({ envelope }: Message): string | null {
  if (envelope.smtpUtf8) return 'The address needs SMTPUTF8 (RFC 6531), which sendmail: cannot ask for.';
  if (envelope.to.startsWith('-'))
    return 'The address begins with “-”, which sendmail: would take for an option.';
  return null;
}
