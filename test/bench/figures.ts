/** How the benchmarks measure and print: medians, and a ratio to a peer or a limit of the same run. */

const warmUps = 3;

/** The middle of `runs` measurements in milliseconds, after three that warm up and are thrown away. */
export async function medianMs(runs: number, work: () => unknown): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < runs + warmUps; run++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.slice(warmUps).toSorted((a, b) => a - b)[Math.floor(runs / 2)] as number;
}

/** `  warm render, 25 stories            23.1 ms   limit 60 ms   0.39   ok` */
export function printFigure(figure: {
  readonly what: string;
  readonly value: number;
  readonly unit: string;
  /** What it is held against: a limit, or a peer measured in the same run. */
  readonly against: string;
  readonly reference: number;
  /** Value ÷ reference must be at most, or at least, this. */
  readonly most?: number;
  readonly least?: number;
}): void {
  const { what, value, unit, against, reference, most, least } = figure;
  const ratio = value / reference;
  const kept = (most === undefined || ratio <= most) && (least === undefined || ratio >= least);
  const asked = [
    most === undefined ? '' : `at most ${most}`,
    least === undefined ? '' : `at least ${least}`,
  ].join('');
  process.stdout.write(
    `  ${what.padEnd(44)} ${number(value).padStart(10)} ${unit}   ${against} ${number(reference)} ${unit}   ratio ${ratio.toFixed(2)}${asked === '' ? '' : ` (asked: ${asked}) ${kept ? 'ok' : 'MISSED'}`}\n`,
  );
}

function number(value: number): string {
  return value.toLocaleString('en', { maximumFractionDigits: value < 100 ? 1 : 0 });
}
