import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { type Browser, chromium, type Page } from "playwright-core";
import { chromiumPath } from "./chromium.ts";

/** How somebody looks at a page. */
export interface View {
  readonly widthPx: number;
  readonly scheme: "light" | "dark";
  readonly media?: "print";
  readonly reducedMotion?: "reduce";
}

/** Starts Chromium without a screen. */
export async function startChromium(): Promise<Browser> {
  return chromium.launch({
    executablePath: chromiumPath!,
    args: ["--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"],
  });
}

/**
 * Opens a file in a view and waits until all its figures are drawn.
 *
 * @param faults - gets what the page logs as errors, and every address that it asks for besides its own.
 */
export async function openFile(
  browser: Browser,
  url: string,
  view: View,
  faults: string[] = [],
): Promise<Page> {
  const page = await browser.newPage({
    viewport: { width: view.widthPx, height: 900 },
    colorScheme: view.scheme,
    reducedMotion: view.reducedMotion ?? "no-preference",
  });
  page.setDefaultTimeout(60_000);
  page.on("console", (message) => {
    if (message.type() === "error") faults.push(message.text());
  });
  page.on("pageerror", (error) => faults.push(error.message));
  page.on("request", (request) => {
    if (!/^(file|data|blob):/.test(request.url())) faults.push(request.url());
  });
  await page.goto(url);
  const figures = page.locator("figure.plot");
  for (let at = 0; at < (await figures.count()); at++) {
    await figures.nth(at).scrollIntoViewIfNeeded();
    await figures.nth(at).locator(".main-svg").first().waitFor({ state: "attached" });
  }
  await page.evaluate(() => scrollTo(0, 0));
  if (view.media !== undefined) await page.emulateMedia({ media: view.media });
  return page;
}

/**
 * Judges a page by axe-core: every rule of WCAG 2.2 A and AA, and its best practices.
 *
 * @returns one line for each rule that is broken, with the first place.
 * @see https://github.com/dequelabs/axe-core/blob/develop/doc/rule-descriptions.md
 */
export async function auditPage(page: Page): Promise<string[]> {
  const source = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
  // The page's policy lets no script of others in; evaluating is the debugger's and is not the page's.
  await page.evaluate(source);
  const { violations } = await page.evaluate(async () =>
    (globalThis as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
  );
  return violations.map(
    ({ id, help, nodes }) => `${id}: ${help} (${nodes.length}), ${nodes[0]!.html.slice(0, 160)}`,
  );
}

/** How many pixels a page is wider than its window. */
export async function overflowOf(page: Page): Promise<number> {
  return page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
}

/** What the focus comes to with each press of Tab: element, text, and whether a reader sees that it is there. */
export async function tabThrough(page: Page, presses: number) {
  const stops: { tag: string; text: string; visible: boolean }[] = [];
  for (let press = 0; press < presses; press++) {
    await page.keyboard.press("Tab");
    stops.push(
      await page.evaluate(() => {
        const element = document.activeElement!;
        const { outlineStyle, outlineWidth } = getComputedStyle(element);
        const text = (element.getAttribute("aria-label") ?? element.textContent ?? "").trim().slice(0, 60);
        const visible = outlineStyle !== "none" && Number.parseFloat(outlineWidth) > 0;
        return { tag: element.tagName.toLowerCase(), text, visible };
      }),
    );
  }
  return stops;
}
