/**
 * Installs what the tests need beside npm's packages, from the system's packages, where it is missing and may be
 * installed: a Chromium, Postfix's smtp-sink (no mail server is configured or started), and a Java for the W3C's
 * checker. Where it cannot, it says what is missing and how to get it, and those tests say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const needs = [
  { what: 'Chromium', programs: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium' },
  { what: 'smtp-sink', programs: ['smtp-sink'], debian: 'postfix' },
  { what: 'Java', programs: ['java'], debian: 'default-jre-headless' },
] as const;

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
const found = (program: string): boolean => folders.some((folder) => existsSync(join(folder, program)));
const missing = needs.filter(({ programs }) => !programs.some(found));

const mayInstall = found('apt-get') && process.getuid?.() === 0;
if (missing.length > 0 && mayInstall) {
  const packages = missing.map(({ debian }) => debian);
  process.stdout.write(`Installing ${packages.join(', ')} …\n`);
  if (packages.includes('postfix')) {
    // Without a configuration Postfix does not start; only its test programs are wanted.
    spawnSync('debconf-set-selections', {
      input: 'postfix postfix/main_mailer_type select No configuration\n',
    });
  }
  const aptGet = (...words: string[]) =>
    spawnSync('apt-get', words, {
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
      stdio: ['ignore', 'ignore', 'inherit'],
    });
  aptGet('update', '-qq');
  aptGet('install', '-y', '-qq', '--no-install-recommends', ...packages);
}
for (const { what, programs, debian } of missing) {
  if (programs.some(found)) continue;
  process.stdout.write(
    `note: ${what} is missing and could not be installed; the tests that need it are skipped. ` +
      `Install the Debian package "${debian}" or your system's like.\n`,
  );
}
