/** A test from the page: the same road as `tumen send --test`. */
import { readSecret } from '../audience/secret.ts';
import { sendTest } from '../delivery/send.ts';
import { openTransport } from '../delivery/transport.ts';
import type { Pull } from './proofs.ts';

/** Sends the issue to `address` and says, in a sentence, what was answered. Throws UserError when it was refused. */
export async function sendTestOf(
  pull: Pull,
  root: string,
  address: string,
  intoOutbox: boolean,
): Promise<string> {
  const transport = await openTransport(root, intoOutbox ? undefined : process.env.SMTP_URL || undefined);
  try {
    const { issue, rendered } = pull;
    const secret = readSecret(root, process.env.TUMEN_SECRET);
    const { code, text } = await sendTest(
      transport,
      secret,
      { issue, list: issue.list, content: rendered },
      address,
    );
    return `Accepted by ${transport.name}: ${code} ${text}`;
  } finally {
    await transport.close();
  }
}
