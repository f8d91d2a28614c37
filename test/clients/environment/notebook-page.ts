import type { Locator } from "playwright-core";
import { type BrowserWindow, openPage } from "./chromium.ts";
import type { JupyterServer } from "./jupyter-server.ts";

/** A notebook as its user sees it, in JupyterLab or in Notebook: both are made of the same parts. */
export interface NotebookPage extends BrowserWindow {
  readonly cell: (index: number) => Locator;
  /** What a cell shows below its input. */
  readonly output: (index: number) => Locator;
  /** Puts the cursor at the end of a cell's input. */
  readonly focus: (index: number) => Promise<void>;
  /** Runs a cell with Ctrl-Enter; does not wait for its end. */
  readonly run: (index: number) => Promise<void>;
  /** Presses Tab until a name is offered, then Enter. */
  readonly complete: (name: string) => Promise<void>;
  /** Waits until a cell has a number: it has run. */
  readonly untilRun: (index: number, timeoutMs?: number) => Promise<void>;
  /** Waits until a cell has a star: it runs, or waits for its turn. */
  readonly untilRunning: (index: number) => Promise<void>;
  /** Clicks a button of the notebook's toolbar. */
  readonly click: (command: "interrupt-kernel" | "restart-kernel" | "restart-run-all") => Promise<void>;
  /** Says yes in the dialog that is open. */
  readonly accept: () => Promise<void>;
  /** Every state that the kernel was shown in so far. */
  readonly states: () => Promise<readonly string[]>;
}

/**
 * Keeps every state that the indicator in the toolbar shows, from the start on. It is text, for it runs in the page, which
 * has a DOM that this project's types know nothing of.
 */
const WATCH_STATES = `
  globalThis.kernelStates = [];
  new MutationObserver(() => {
    const state = document.querySelector(".jp-Notebook-ExecutionIndicator")?.getAttribute("data-status");
    if (state && state !== kernelStates.at(-1)) kernelStates.push(state);
  }).observe(document, { subtree: true, childList: true, attributes: true, attributeFilter: ["data-status"] });`;

/** Opens a notebook and waits until its kernel is idle. */
export async function openNotebook(
  application: "lab" | "notebook",
  server: JupyterServer,
  name: string,
): Promise<NotebookPage> {
  // A workspace of its own: JupyterLab would open the notebooks of earlier tests beside it.
  const path = application === "lab" ? `lab/workspaces/${name.replace(/\W/g, "-")}/tree` : "notebooks";
  const window = await openPage(`${server.url}/${path}/${name}?token=${server.token}`, WATCH_STATES);
  const { page } = window;
  try {
    const notebook = describePage(window);
    await page.locator(".jp-Notebook .jp-CodeCell").first().waitFor();
    const session = await untilConnected(server, name);
    // The page shows an idle kernel before it has one, too.
    await page.waitForFunction('/(connecting|unknown|busy).*idle$/.test(kernelStates.join(" "))');
    return {
      ...notebook,
      [Symbol.asyncDispose]: async () => {
        await window[Symbol.asyncDispose]();
        await fetch(`${server.url}/api/sessions/${session}?token=${server.token}`, { method: "DELETE" });
      },
    };
  } catch (error) {
    await window[Symbol.asyncDispose]();
    throw error;
  }
}

/** Waits until the page's kernel is connected and idle. Returns the session's name. */
async function untilConnected(server: JupyterServer, name: string): Promise<string> {
  for (const endMs = Date.now() + 60_000; Date.now() < endMs; ) {
    const response = await fetch(`${server.url}/api/sessions?token=${server.token}`);
    const sessions = (await response.json()) as {
      readonly id: string;
      readonly path: string;
      readonly kernel: { readonly connections: number; readonly execution_state: string };
    }[];
    const session = sessions.find(({ path }) => path === name);
    if (session && session.kernel.connections > 0 && session.kernel.execution_state === "idle")
      return session.id;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
  throw new Error(`${name}: no kernel was connected within 60 s\n${server.log()}`);
}

function describePage(window: BrowserWindow): NotebookPage {
  const { page } = window;
  const cell = (index: number): Locator =>
    page.locator(`.jp-Notebook .jp-Cell[data-windowed-list-index="${index}"]`);
  const prompt = (index: number): Locator => cell(index).locator(".jp-InputArea-prompt");
  const focus = async (index: number): Promise<void> => {
    await cell(index).locator(".cm-content").click();
    await page.keyboard.press("Control+End");
  };
  return {
    ...window,
    cell,
    output: (index) => cell(index).locator(".jp-Cell-outputArea"),
    focus,
    run: async (index) => {
      await focus(index);
      await page.keyboard.press("Control+Enter");
    },
    complete: async (name) => {
      const item = page.locator(".jp-Completer-item.jp-mod-active", { hasText: name });
      // JupyterLab takes no answer that comes after a second: the first one may be late.
      for (let attempt = 1; attempt <= 20; attempt++) {
        await page.keyboard.press("Tab");
        const isThere = await item.waitFor({ timeout: 3000 }).then(
          () => true,
          () => false,
        );
        if (isThere) break;
      }
      await page.keyboard.press("Enter");
    },
    untilRun: (index, timeoutMs = 60_000) =>
      prompt(index)
        .filter({ hasText: /\[\d+\]/ })
        .waitFor({ timeout: timeoutMs }),
    untilRunning: (index) => prompt(index).filter({ hasText: "[*]" }).waitFor(),
    click: (command) => page.locator(`.jp-Toolbar [data-command="notebook:${command}"]`).click(),
    accept: () => page.locator(".jp-Dialog .jp-mod-accept").click(),
    states: () => page.evaluate(() => (globalThis as unknown as { kernelStates: string[] }).kernelStates),
  };
}
