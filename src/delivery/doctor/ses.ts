/** Whether Amazon SES would take mail: the account's own state, and that of the identity that sends. */
import { GetAccountCommand, GetEmailIdentityCommand, type SESv2Client } from '@aws-sdk/client-sesv2';
import { openSesClient } from '../ses.ts';
import { describeSesError } from '../ses-answer.ts';
import { parseSesUrl } from '../transport.ts';
import { about, asSentence, type Diagnosis } from './diagnosis.ts';

/** Sends nothing. `domain`: From's. */
export async function diagnoseSes(
  subject: string,
  address: string,
  domain: string,
): Promise<readonly Diagnosis[]> {
  const url = parseSesUrl(address);
  const client = openSesClient(url);
  try {
    const account = await diagnoseAccount(client, subject, url.perSecond);
    return account.state === 'mend' ? [account] : [account, await diagnoseIdentity(client, domain)];
  } finally {
    client.destroy();
  }
}

async function diagnoseAccount(
  client: SESv2Client,
  subject: string,
  rate: number | null,
): Promise<Diagnosis> {
  const { well, note, mend } = about(subject);
  try {
    const { SendingEnabled, ProductionAccessEnabled, EnforcementStatus, SendQuota } = await client.send(
      new GetAccountCommand({}),
    );
    if (SendingEnabled !== true)
      return mend('Sending is switched off for this account. See its status in the SES console.');
    if (ProductionAccessEnabled !== true)
      return mend(
        'The account is in the sandbox: only verified addresses get mail. Ask AWS for production access.',
      );
    const { MaxSendRate = 0, Max24HourSend = 0, SentLast24Hours = 0 } = SendQuota ?? {};
    const quota =
      Max24HourSend < 0
        ? 'without limit'
        : `${count(Max24HourSend)} a day, ${count(SentLast24Hours)} of them sent`;
    const found = `Sending is on: ${count(MaxSendRate)} messages a second, ${quota}.`;
    if (EnforcementStatus === 'PROBATION')
      return note(`${found} AWS reviews the account for its bounces and complaints; see the SES console.`);
    if (MaxSendRate > 0 && (rate === null || rate > MaxSendRate))
      return note(
        `${found} Say "rate=${MaxSendRate}" behind "ses:", so that it need not turn messages away.`,
      );
    return well(found);
  } catch (error) {
    const words = asSentence(describeSesError(error));
    if (isForbidden(error))
      return note(
        `The account could not be looked at: ${words} These credentials need leave for ses:GetAccount; sending may work all the same.`,
      );
    return mend(
      `It does not let us in: ${words} See region and credentials (AWS_REGION, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, or ~/.aws).`,
    );
  }
}

/** The identity of From's domain, or of the nearest domain above it that SES knows. */
async function diagnoseIdentity(client: SESv2Client, domain: string): Promise<Diagnosis> {
  const { well, note, mend } = about(`SES identity of ${domain}`);
  for (let name = domain; name.includes('.'); name = name.slice(name.indexOf('.') + 1)) {
    try {
      const identity = await client.send(new GetEmailIdentityCommand({ EmailIdentity: name }));
      if (identity.VerifiedForSendingStatus !== true)
        return mend(
          `${name} is not verified: SES refuses whatever it sends. Publish the records that the SES console shows.`,
        );
      const { SigningEnabled, Status } = identity.DkimAttributes ?? {};
      const { MailFromDomain, MailFromDomainStatus } = identity.MailFromAttributes ?? {};
      const path =
        MailFromDomain && MailFromDomainStatus === 'SUCCESS'
          ? `bounces go to ${MailFromDomain}`
          : 'bounces go to amazonses.com, so SPF says nothing of this domain and DKIM alone counts for DMARC';
      if (SigningEnabled === true && Status === 'SUCCESS')
        return well(`${name} is verified; SES signs with its DKIM; ${path}.`);
      return note(`${name} is verified; SES does not sign for it, so DKIM_KEYS must; ${path}.`);
    } catch (error) {
      if ((error as Error).name === 'NotFoundException') continue;
      const words = asSentence(describeSesError(error));
      return note(
        `It could not be looked at: ${words}${isForbidden(error) ? ' These credentials need leave for ses:GetEmailIdentity.' : ''}`,
      );
    }
  }
  return note(
    `SES does not know this domain; the address in From may be verified by itself. Verify the domain in the SES console: then its DKIM counts.`,
  );
}

/** Known, and not allowed: unlike credentials that are nobody's. */
function isForbidden(error: unknown): boolean {
  return error instanceof Error && /^AccessDenied/.test(error.name);
}

function count(value: number): string {
  return value.toLocaleString('en');
}
