import { existsSync } from "node:fs";
import { type Browser, chromium, type Page } from "playwright-core";

const PLACES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Path of Chromium: `CHROMIUM`, else where it usually is. Undefined when there is none. */
export const chromiumPath: string | undefined =
  process.env.CHROMIUM || PLACES.find((path) => existsSync(path));

/** A window without a screen. */
export interface BrowserWindow extends AsyncDisposable {
  readonly page: Page;
}

/**
 * Opens a page; the browser ends when the window is disposed.
 *
 * @param script - runs in the page before its own scripts do.
 */
export async function openPage(url: string, script: string): Promise<BrowserWindow> {
  const browser: Browser = await chromium.launch({
    executablePath: chromiumPath!,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
  const page = await browser.newPage({ viewport: { width: 1400, height: 1000 } });
  page.setDefaultTimeout(60_000);
  await page.addInitScript(script);
  await page.goto(url);
  return { page, [Symbol.asyncDispose]: () => browser.close() };
}
