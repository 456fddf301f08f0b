/** What `tumen doctor` says of the mailbox in BOUNCES_URL: whether it lets us in, and what waits there. */
import type { Diagnosis } from '../delivery/doctor/diagnosis.ts';
import { UserError } from '../publication/problem.ts';
import { countWaiting } from './mailbox.ts';

/** Reads and marks nothing. */
export async function diagnoseMailbox(url: string): Promise<Diagnosis> {
  const subject = 'mailbox of BOUNCES_URL';
  try {
    const waiting = await countWaiting(url);
    const messages = `${waiting.toLocaleString('en')} message${waiting === 1 ? ' waits' : 's wait'}`;
    return { state: 'well', subject, text: `It lets us in; ${messages} for "tumen bounces".` };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    return { state: 'mend', subject, text: error.message };
  }
}
