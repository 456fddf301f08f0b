/** How far a long piece of work has come: a bar with rate and time left on a terminal, plain lines in a pipe. */
import cliProgress from 'cli-progress';
import { isTerminal, type Output, widthOf } from './output.ts';
import { wrapToColumns } from './width.ts';

/** In a pipe a line is written at most this often (besides the first and the last), so that a log stays short. */
const plainLineEveryMs = 5000;

export type Progress = {
  /** Says how many are done in all, those of an earlier run included. */
  update(done: number): void;
  /** Writes a sentence on a line of its own, and goes on below it. */
  say(sentence: string): void;
  /** Writes the last state and gives the line back. Call it also when the work was broken off. */
  finish(): void;
};

export type ProgressOptions = {
  /** What is being done: `Sending`. */
  readonly label: string;
  readonly total: number;
  /** How many an earlier run had done; they do not count towards the rate. */
  readonly doneBefore?: number;
  readonly output: Output;
  readonly nowMs?: () => number;
};

/** Starts to show progress on `output`; the first line or bar is written at once. */
export function startProgress(options: ProgressOptions): Progress {
  const { label, total, doneBefore = 0, output, nowMs = () => performance.now() } = options;
  const startedMs = nowMs();
  const state = (done: number): ProgressState => ({
    label,
    total,
    done,
    doneBefore,
    elapsedMs: nowMs() - startedMs,
  });
  return isTerminal(output) ? startBar(output, state) : startLines(output, state, nowMs);
}

function startLines(output: Output, state: (done: number) => ProgressState, nowMs: () => number): Progress {
  let done = state(0).doneBefore;
  let writtenMs = nowMs();
  output.write(`${describeProgress(state(done))}\n`);
  return {
    update(nowDone) {
      done = nowDone;
      if (nowMs() - writtenMs < plainLineEveryMs) return;
      writtenMs = nowMs();
      output.write(`${describeProgress(state(done))}\n`);
    },
    say(sentence) {
      output.write(`${sentence}\n`);
    },
    finish() {
      output.write(`${describeEnd(state(done))}\n`);
    },
  };
}

function startBar(output: Output, state: (done: number) => ProgressState): Progress {
  const { label, total, doneBefore } = state(0);
  let done = doneBefore;
  const bar = new cliProgress.SingleBar({
    stream: output,
    format: (_options, { progress }) => {
      const figures = describeFigures(state(done));
      const room = widthOf(output) - label.length - figures.length - 4;
      return `${label} ${drawBar(progress, Math.min(40, room))} ${figures}`;
    },
    fps: 10,
    // The rate and the time left change while nothing arrives, so the line is drawn again also then.
    forceRedraw: true,
    // Neither hidden cursor nor switched-off wrapping: both would outlive a kill -9. A long line is cut instead.
    hideCursor: false,
    linewrap: true,
    clearOnComplete: true,
  });
  bar.start(Math.max(total, 1), done);
  return {
    update(nowDone) {
      done = nowDone;
      bar.update(done);
    },
    say(sentence) {
      // Over the bar, which is drawn again on the next line a tenth of a second later.
      output.write(`\r\x1b[K${wrapToColumns(sentence, widthOf(output))}\n`);
    },
    finish() {
      // cli-progress goes back to where it began, which is far above after some sentences, or after the window scrolled.
      output.write('\x1b7');
      bar.stop();
      output.write(`${describeEnd(state(done))}\n`);
    },
  };
}

/** Nothing at all where less than six columns are left for it: then the figures alone must do. */
function drawBar(share: number, columns: number): string {
  if (columns < 6) return '';
  const full = Math.round(Math.min(1, Math.max(0, share)) * columns);
  return '█'.repeat(full) + '░'.repeat(columns - full);
}

export type ProgressState = {
  readonly label: string;
  readonly total: number;
  readonly done: number;
  readonly doneBefore: number;
  readonly elapsedMs: number;
};

/** `Sending: 250 of 1,000 (25 %), 120 a second, 6 s left` */
export function describeProgress(state: ProgressState): string {
  return `${state.label}: ${describeFigures(state)}`;
}

/** `Sending: 1,000 of 1,000 (100 %), 118 a second, in 8 s` */
export function describeEnd(state: ProgressState): string {
  const rate = ratePerSecond(state);
  const parts = [
    describeShare(state),
    rate === null ? null : describeRate(rate),
    `in ${describeDuration(state.elapsedMs)}`,
  ];
  return `${state.label}: ${parts.filter((part) => part !== null).join(', ')}`;
}

function describeFigures(state: ProgressState): string {
  const rate = ratePerSecond(state);
  if (rate === null) return describeShare(state);
  const leftMs = ((state.total - state.done) / rate) * 1000;
  return `${describeShare(state)}, ${describeRate(rate)}, ${describeDuration(leftMs)} left`;
}

function describeShare({ done, total }: ProgressState): string {
  const percent = total === 0 ? 100 : Math.floor((done / total) * 100);
  return `${count(done)} of ${count(total)} (${percent} %)`;
}

/** Null until a second has passed and something is done: before that any figure would be a guess. */
function ratePerSecond({ done, doneBefore, elapsedMs }: ProgressState): number | null {
  if (elapsedMs < 1000 || done <= doneBefore) return null;
  return (done - doneBefore) / (elapsedMs / 1000);
}

function describeRate(rate: number): string {
  return rate >= 1
    ? `${count(Math.round(rate))} a second`
    : `${count(Math.max(1, Math.round(rate * 60)))} a minute`;
}

/** `8 s`, `2 min 5 s`, `1 h 3 min`; rounded up, so that work that is not done never has 0 s left. */
export function describeDuration(durationMs: number): string {
  const seconds = Math.ceil(durationMs / 1000);
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  return `${count(Math.floor(seconds / 3600))} h ${Math.floor((seconds % 3600) / 60)} min`;
}

function count(value: number): string {
  return value.toLocaleString('en');
}
