import type { CellOutput } from "../notebook/collect-outputs.ts";
import type { InputRequest } from "./outcome/cell-outcome.ts";
import type { CommMessage } from "./protocol/comm-message.ts";

export interface UserProcessOptions {
  /** The notebook's path: its folder is the working folder and what imports start from. It need not exist. */
  readonly notebook: string;
  /** Environment variables, over those of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** @defaultValue 30,000 */
  readonly startTimeoutMs?: number;
  /** Called for each comm message of the cells' code; `cell` is the cell whose code sent it, where that can be told. */
  readonly onComm?: (message: CommMessage, cell: number | undefined) => void;
  /** Called with the reason, in words, when the process has ended without being disposed of, also between cells. */
  readonly onExit?: (reason: string) => void;
}

export interface ExecuteOptions {
  /** The cell's number in messages and stack traces (`In[3]`); larger than that of every cell before. */
  readonly cell: number;
  /**
   * Called for each output in order, also for what comes after the cell has ended (a timer it left). While more than
   * 32 MB wait for promises that it gave, the process's output is not read, and a cell that writes on waits.
   */
  readonly onOutput?: (output: CellOutput) => unknown;
  /** The cell is interrupted after this long. @defaultValue no limit */
  readonly timeoutMs?: number;
  /** The cell runs, and nothing of it is shown. @defaultValue false */
  readonly isSilent?: boolean;
  /** Expressions, by a key of choice, that are evaluated as a next cell's once this one has succeeded. */
  readonly expressions?: Readonly<Record<string, string>>;
  /**
   * Answers `prompt()` and `confirm()`, for which the cell waits; undefined cancels.
   *
   * @defaultValue no input: the cell that asks gets an error
   */
  readonly onInput?: (request: InputRequest) => Promise<string | undefined>;
  /**
   * Called once when the interrupted cell has not stopped after 5 s: native code runs. The next interrupt kills.
   *
   * @defaultValue the process is killed then
   */
  readonly onStuck?: () => void;
}
