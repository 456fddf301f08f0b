/**
 * An SMTP server that keeps up: it throws away what it gets, in a process of its own. `node fast-sink.ts [delayMs]` prints
 * its port; `delayMs` is what each direction of the line takes. It runs on the sender's cores, so what it costs itself is kept small.
 */
import { createServer } from 'node:net';

const delayMs = Number(process.argv[2] ?? 0);
const dot = Buffer.from('\r\n.\r\n');

const server = createServer((socket) => {
  socket.setNoDelay(true);
  socket.on('error', () => {});
  let rest = Buffer.alloc(0);
  let inData = false;
  /** Octets of a chunk that are still to come. */
  let chunk = 0;
  let answers = '';
  /** What belongs to one turn of the loop leaves together, as RFC 2920 3.2 asks of a server. */
  const say = (text: string) => {
    if (answers === '')
      setImmediate(() => {
        const said = answers;
        answers = '';
        if (delayMs === 0) socket.write(said);
        else setTimeout(() => socket.write(said), delayMs);
      });
    answers += text;
  };
  const read = (piece: Buffer) => {
    let data = rest.length === 0 ? piece : Buffer.concat([rest, piece]);
    for (;;) {
      if (chunk > 0) {
        const taken = Math.min(chunk, data.length);
        chunk -= taken;
        data = data.subarray(taken);
        if (chunk > 0) break;
        say('250 ok\r\n');
      } else if (inData) {
        const end = data.indexOf(dot);
        if (end === -1) {
          data = data.subarray(Math.max(0, data.length - 4));
          break;
        }
        data = data.subarray(end + dot.length);
        inData = false;
        say('250 ok\r\n');
      } else {
        const end = data.indexOf('\r\n');
        if (end === -1) break;
        const line = data.toString('latin1', 0, end);
        data = data.subarray(end + 2);
        if (line.startsWith('EHLO')) say('250-sink\r\n250-PIPELINING\r\n250-CHUNKING\r\n250 8BITMIME\r\n');
        else if (line.startsWith('BDAT')) chunk = Number(line.split(' ')[1]);
        else if (line === 'DATA') {
          inData = true;
          say('354 go\r\n');
        } else say(line === 'QUIT' ? '221 bye\r\n' : '250 ok\r\n');
      }
    }
    rest = data.length === 0 ? Buffer.alloc(0) : Buffer.from(data);
  };
  socket.on('data', (piece: Buffer) => {
    if (delayMs === 0) read(piece);
    else setTimeout(() => read(piece), delayMs);
  });
  say('220 sink\r\n');
});
server.listen(0, '127.0.0.1', () => process.stdout.write(`${(server.address() as { port: number }).port}\n`));
