/**
 * `ses:` – Amazon SES by its API, through nodemailer's transport. Its own retries are off and it is asked over a
 * connection of ours, because only so can be known whether a message had been handed over when a connection broke.
 */
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { createTransport } from 'nodemailer';
import { type HttpPost, type HttpReply, type HttpTimeouts, postWithLeave } from './http-hand-over.ts';
import type { Message } from './message.ts';
import { createPace } from './pace.ts';
import { describeSesError, readSesError } from './ses-answer.ts';
import type { Answer, Leave, SesUrl, Transport } from './transport.ts';

export const sesTimeouts: HttpTimeouts = { uploadMs: 60_000, answerMs: 10 * 60_000 };

/** So many attempts in a row that end without a word of SES: it cannot be reached. */
const mostMisses = 3;

/** Ours goes first: an idle connection that SES ends just as it is used again would leave a message in doubt. */
const idleMs = 4_000;

/** A client that asks once: a retry of its own, behind our back, would make copies. */
export function openSesClient(url: SesUrl): SESv2Client {
  return new SESv2Client({ maxAttempts: 1, ...(url.region === null ? {} : { region: url.region }) });
}

/** Region and credentials are found as AWS's tools find them: in the environment, in `~/.aws`, from the machine's role. */
export function openSes(url: SesUrl, timeouts: HttpTimeouts = sesTimeouts): Transport {
  const client = openSesClient(url);
  const options = { keepAlive: true, maxSockets: url.connections, timeout: idleMs };
  const agents = { 'http:': new HttpAgent(options), 'https:': new HttpsAgent(options) };
  /** SES asks for patience when its sending rate is exceeded: half as fast then, and faster again by and by. */
  const pace = createPace({});
  const place = { domain: 'ses' };
  // The first attempt of all is proof enough.
  let misses = mostMisses - 1;
  let ready: Promise<unknown> | null = null;

  const send = async (message: Message, leave: Leave): Promise<Answer | null> => {
    try {
      ready ??= Promise.all([client.config.region(), client.config.credentials()]);
      await ready;
    } catch (error) {
      ready = null;
      return { kind: 'dropped', stage: 'auth', handedOver: false, text: describeSesError(error) };
    }
    for (;;) {
      const picked = pace.pick([place], performance.now());
      if (picked.kind === 'item') break;
      await new Promise((resolve) => setTimeout(resolve, picked.waitMs ?? 0));
    }
    return (await leave.begin()) ? hand(message, leave) : null;
  };

  const hand = async ({ envelope, chunks }: Message, leave: Leave): Promise<Answer> => {
    let handedOver = false;
    const handOver = {
      mayFinish: leave.mayFinish,
      handedOver: () => {
        handedOver = true;
      },
    };
    const post = (asked: HttpPost) =>
      postWithLeave(asked, agents[asked.protocol as keyof typeof agents], handOver, timeouts);
    // One a message, because the leave is one message's.
    const transport = createTransport({
      SES: {
        sesClient: {
          config: client.config,
          send: (command) => client.send(overOurConnection(command as SendEmailCommand, post)),
        },
        SendEmailCommand,
      },
    });
    try {
      const { response } = await transport.sendMail({
        raw: Buffer.concat(chunks),
        envelope: { from: { name: '', address: envelope.from }, to: [{ name: '', address: envelope.to }] },
        disableFileAccess: true,
        disableUrlAccess: true,
        ...(url.configurationSet === null ? {} : { ses: { ConfigurationSetName: url.configurationSet } }),
      });
      misses = 0;
      if (!response) {
        return {
          kind: 'dropped',
          stage: 'body',
          handedOver,
          text: 'SES answered without an id of the message',
        };
      }
      pace.recover(place.domain);
      return { kind: 'reply', stage: 'body', code: 250, enhanced: '2.0.0', text: `taken as ${response}` };
    } catch (error) {
      const { answer, throttled } = readSesError(error, handedOver);
      if (throttled) pace.slowDown(place.domain, performance.now());
      const missed = answer.kind === 'dropped' && !answer.handedOver && !throttled;
      misses = missed ? misses + 1 : 0;
      return missed && misses >= mostMisses ? { ...answer, stage: 'connect' } : answer;
    }
  };

  return {
    name: url.region === null ? 'ses' : `ses:${url.region}`,
    inFlight: () => url.connections,
    rewrites: ['Date', 'Message-ID'],
    send: async (message, _name, leave) => {
      if (message.envelope.smtpUtf8) {
        return { kind: 'unfit', text: 'The address needs SMTPUTF8 (RFC 6531), which SES does not offer.' };
      }
      return send(message, leave);
    },
    close: async () => {
      for (const agent of Object.values(agents)) agent.destroy();
      client.destroy();
    },
  };
}

/** The command, signed by the client as ever, and then sent by `post` instead of over the client's own connection. */
function overOurConnection(
  command: SendEmailCommand,
  post: (asked: HttpPost) => Promise<HttpReply>,
): SendEmailCommand {
  command.middlewareStack.add(
    () =>
      async ({ request }) =>
        ({ response: await post(request as HttpPost) }) as never,
    { step: 'deserialize', priority: 'low', name: 'postWithLeave' },
  );
  return command;
}
