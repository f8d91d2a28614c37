import { RequestError } from "../errors.ts";
import type { History } from "../history/history.ts";
import type { JsonObject } from "../wire/message.ts";
import { readFlag, readInteger, readText } from "./content.ts";

const ALL = 1000;

/** Answers which cells have been run, in this session and in earlier ones. */
export async function answerHistory(content: JsonObject, history: History): Promise<JsonObject> {
  const access = readText(content, "hist_access_type", "tail");
  const options = { output: readFlag(content, "output", false), raw: readFlag(content, "raw", true) };
  const found = await find();
  return { status: "ok", history: found };

  function find() {
    switch (access) {
      case "tail":
        return history.tail(readInteger(content, "n", ALL), options);
      case "range": {
        const stop = content.stop ?? undefined;
        return history.range(
          readInteger(content, "session", 0),
          readInteger(content, "start", 1),
          stop === undefined ? undefined : readInteger(content, "stop"),
          options,
        );
      }
      case "search": {
        const n = content.n ?? undefined;
        return history.search(readText(content, "pattern", "*"), {
          ...options,
          unique: readFlag(content, "unique", false),
          ...(n === undefined ? {} : { n: readInteger(content, "n") }),
        });
      }
      default:
        throw new RequestError("hist_access_type", "tail, range or search", access);
    }
  }
}
