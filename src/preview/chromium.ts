/** Finds a Chromium on this machine: the system's own, never one that is downloaded. */
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { UserError } from '../publication/problem.ts';

const names = [
  'chromium',
  'chromium-browser',
  'google-chrome-stable',
  'google-chrome',
  'microsoft-edge',
  'chrome',
];

const elsewhere = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
  'C:\\Program Files (x86)\\Microsoft\\Edge\\Application\\msedge.exe',
];

/** Path of the executable: `CHROMIUM` of the environment, else the first on PATH. Throws a UserError that says what to install. */
export function findChromium(
  environment: Readonly<Record<string, string | undefined>> = process.env,
): string {
  const named = environment.CHROMIUM;
  if (named !== undefined && named !== '') {
    if (isExecutable(named)) return named;
    throw new UserError(
      `CHROMIUM names ${named}, which is not there or cannot be run. Mend the path or unset it.`,
    );
  }
  const folders = (environment.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  const candidates = [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...elsewhere];
  const found = candidates.find(isExecutable);
  if (found !== undefined) return found;
  throw new UserError(
    'No Chromium was found on this machine. Install one (Debian and Ubuntu: "apt-get install chromium"; macOS: "brew install --cask chromium"), or set CHROMIUM to the path of its executable.',
  );
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
