/** `sendmail:` – the machine's own mail program, through nodemailer's transport. */
import { createTransport } from 'nodemailer';
import type { Message } from './message.ts';
import type { Answer, Transport } from './transport.ts';

/** `program`: its path, `sendmail` for the one that is found. */
export function openSendmail(program: string): Transport {
  const transport = createTransport({ sendmail: true, path: program, newline: 'unix' });
  return {
    name: `sendmail:${program}`,
    inFlight: 4,
    send: async (message, _name, leave) => {
      if (message.envelope.smtpUtf8) {
        return {
          kind: 'unfit',
          text: 'The address needs SMTPUTF8 (RFC 6531), which sendmail: cannot ask for.',
        };
      }
      return (await leave.begin()) ? hand(message) : null;
    },
    close: async () => transport.close(),
  };

  async function hand({ chunks, envelope }: Message): Promise<Answer> {
    try {
      await transport.sendMail({
        raw: Buffer.concat(chunks),
        envelope: { from: envelope.from, to: [envelope.to] },
        disableFileAccess: true,
        disableUrlAccess: true,
      });
      return { kind: 'reply', stage: 'body', code: 250, enhanced: '2.0.0', text: `taken by ${program}` };
    } catch (error) {
      // It says no more than its exit status: what was wrong is not known to be any reader's fault.
      return { kind: 'reply', stage: 'mail', code: 451, enhanced: '4.3.0', text: (error as Error).message };
    }
  }
}
