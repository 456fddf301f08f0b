/** A headless Chromium for the browser tests; `findChromium` says what to do where there is none. */
import { type Browser, chromium } from 'playwright-core';
import { findChromium } from '../../src/preview/chromium.ts';

/** Without a sandbox of its own, because tests run as root in containers; they open loopback pages alone. */
export function launchChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: findChromium(),
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
    ],
  });
}
