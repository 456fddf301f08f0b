/** `outbox:` – a folder in Maildir's manner, one .eml file a message, so that everything runs with nothing installed. */
import { mkdirSync } from 'node:fs';
import { open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { Message } from './message.ts';
import type { Answer, Transport } from './transport.ts';

/**
 * Messages are written to `folder`/tmp, synced, and renamed into `folder`/new, so that whoever looks there sees whole
 * ones. The file is named by the delivery: a delivery that is sent again replaces its file and never makes two.
 */
export function openOutbox(folder: string): Transport {
  for (const name of ['tmp', 'new']) mkdirSync(join(folder, name), { recursive: true });
  return {
    name: `outbox:${folder}`,
    inFlight: () => 8,
    send: async (message, name, leave) =>
      (await leave.begin()) ? write(folder, message, `${name}.eml`) : null,
    close: async () => {},
  };
}

async function write(folder: string, message: Message, file: string): Promise<Answer> {
  const beside = join(folder, 'tmp', `${file}.${process.pid}`);
  try {
    const handle = await open(beside, 'w');
    try {
      await handle.writev(message.chunks);
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(beside, join(folder, 'new', file));
  } catch (error) {
    // A full or vanished disk is no reader's fault: an answer as of a relay that cannot take mail now.
    return { kind: 'reply', stage: 'mail', code: 452, enhanced: '4.3.1', text: (error as Error).message };
  }
  return { kind: 'reply', stage: 'body', code: 250, enhanced: '2.0.0', text: `written to ${file}` };
}
