/** Writes a line for whoever runs the server; never more than a pipe that nobody reads can hold. */
export type Log = (line: string) => void;

const LIMIT = 32 * 1024;

/** Makes a log that falls silent before it can block: a front end may keep the pipe behind the stream and not read it. */
export function createLog(stream: { write(text: string): unknown }): Log {
  let left = LIMIT;
  return (line) => {
    const text = `[transferlab] ${line}\n`;
    left -= text.length;
    if (left > 0) stream.write(text);
  };
}
