/**
 * Installs what the tests need beside npm's packages, from the system's packages, where it is missing and may be
 * installed: a Chromium, Postfix's smtp-sink and Dovecot (no mail server is configured or started), a verifier of DKIM,
 * strace, and a Java for the W3C's checker. Where it cannot, it says what is missing and how to get it, and those tests
 * say that they were skipped.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const needs = [
  { what: 'Chromium', programs: ['chromium', 'chromium-browser', 'google-chrome'], debian: 'chromium' },
  { what: 'smtp-sink', programs: ['smtp-sink'], debian: 'postfix' },
  { what: 'Dovecot', programs: ['dovecot'], debian: 'dovecot-imapd dovecot-pop3d' },
  // For Debian's own Python, whichever stands first in the PATH.
  { what: 'dkimpy', programs: ['/usr/lib/python3/dist-packages/dkim'], debian: 'python3-dkim' },
  { what: 'strace', programs: ['strace'], debian: 'strace' },
  { what: 'Java', programs: ['java'], debian: 'default-jre-headless' },
] as const;

const folders = [...(process.env.PATH ?? '').split(':'), '/usr/sbin', '/usr/local/sbin'];
const found = (program: string): boolean =>
  program.startsWith('/') ? existsSync(program) : folders.some((folder) => existsSync(join(folder, program)));
const missing = needs.filter(({ programs }) => !programs.some(found));

const mayInstall = found('apt-get') && process.getuid?.() === 0;
if (missing.length > 0 && mayInstall) {
  const packages = missing.flatMap(({ debian }) => debian.split(' '));
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
  // Debian's own way to say that no package may start a service: Dovecot's would open ports to the world.
  const policy = '/usr/sbin/policy-rc.d';
  const isOurs = !existsSync(policy);
  if (isOurs) writeFileSync(policy, '#!/bin/sh\nexit 101\n', { mode: 0o755 });
  try {
    aptGet('update', '-qq');
    const install = (...names: string[]) =>
      aptGet('install', '-y', '-qq', '--no-install-recommends', ...names).status === 0;
    // One that this system does not have keeps apt from installing any.
    if (!install(...packages)) for (const { debian } of missing) install(...debian.split(' '));
  } finally {
    if (isOurs) rmSync(policy);
  }
  if (packages.includes('dovecot-imapd') && existsSync('/run/systemd/system'))
    spawnSync('systemctl', ['disable', '--quiet', 'dovecot.service', 'dovecot.socket']);
}
for (const { what, programs, debian } of missing) {
  if (programs.some(found)) continue;
  process.stdout.write(
    `note: ${what} is missing and could not be installed; the tests that need it are skipped. ` +
      `Install from Debian: ${debian}, or your system's like.\n`,
  );
}
