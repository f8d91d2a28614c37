import { stripVTControlCharacters } from "node:util";

/**
 * Turns terminal output into the text that a reader of the terminal sees at the end.
 *
 * Escape sequences go, a carriage return lets the next text write over its line, a backspace over its letter.
 *
 * @example terminalText("10 %\r20 %\n\u001b[31mdone\u001b[39m") // "20 %\ndone"
 */
export function terminalText(text: string): string {
  return stripVTControlCharacters(text).replaceAll("\r\n", "\n").split("\n").map(lastState).join("\n");
}

function lastState(line: string): string {
  if (!/[\r\b]/.test(line)) return line.replace(/[^\P{Cc}\t]/gu, "");
  let letters: string[] = [];
  let at = 0;
  for (const letter of line) {
    if (letter === "\r") at = 0;
    else if (letter === "\b") at = Math.max(0, at - 1);
    else if (letter === "\t" || !/\p{Cc}/u.test(letter)) letters[at++] = letter;
  }
  letters = Array.from(letters, (letter) => letter ?? " ");
  return letters.join("").trimEnd();
}
