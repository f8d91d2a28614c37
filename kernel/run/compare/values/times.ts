const NUMBER = String.raw`(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?(?:e[-+]?\d+)?`;
const START = String.raw`(?<![\p{L}\p{N}_.])(?<!\d,)`;
const END = String.raw`(?![\p{L}\p{N}_])`;
const SECONDS = "(?:s|secs?|seconds?)";
const DAY = "(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)";
const MONTH = "(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)";
const CLOCK = String.raw`\d{1,3}:[0-5]\d:[0-5]\d(?:[.,]\d+)?`;
const ZONE = String.raw`(?:Z|[-+]\d\d:?\d\d)`;

/** Names of a quantity that is a time: in JSON, and in text before `:` or `=`. */
const TIME_NAME =
  "(?:seconds|milliseconds|elapsed|duration|timestamp|wallTime|wall_time|\\p{L}[\\p{L}\\d]*(?:Seconds|Millis|Ms)|\\p{L}[\\p{L}\\d_]*_(?:seconds|ms))";

/**
 * What is a time, longest form first:
 * a date with or without a time (2026-11-25, 2026-11-25T08:33:45.123Z, Wed Nov 25 2026, Wed, 25 Nov 2026);
 * a clock time or duration with two colons (0:01:02, 08:33:45 GMT+0000);
 * hours, minutes and seconds (1h 2m 3s, 1m 3s, 2 min 13 s);
 * a rate in seconds (35.2 images/s, 12 MB/s);
 * a number with a unit (3.2 s, 12 ms, 12.1 ± 0.4 ms, 4 µs, 5 minutes). `m` and `h` alone are none, for they are metres
 * and heights; `min` is none before another number, for there it is a minimum.
 */
const TIMES = [
  String.raw`\d{4}-\d\d-\d\d(?:[T ]\d\d:\d\d(?::\d\d(?:[.,]\d+)?)?(?: ?${ZONE})?)?`,
  String.raw`${DAY},? (?:${MONTH} \d{1,2}|\d{1,2} ${MONTH}) \d{4}`,
  String.raw`${CLOCK}(?: ?(?:AM|PM|GMT${ZONE}|GMT|UTC|Z)(?: \([\p{L} ]+\))?)?`,
  String.raw`\d+ ?(?:h|hours?) ?\d+ ?(?:m|min|minutes?)(?: ?${NUMBER} ?${SECONDS})?`,
  String.raw`\d+ ?(?:m|min|minutes?) ?${NUMBER} ?${SECONDS}`,
  String.raw`${NUMBER} ?\p{L}*\/${SECONDS}`,
  String.raw`${NUMBER}(?: ?(?:±|\+\/-) ?${NUMBER})? ?(?:ns|[µμu]s|ms|milliseconds?|${SECONDS}|minutes?|hours?|min(?![\p{L}\p{N}_]|[ \t]*[=:]?[ \t]*[-+.\d]))`,
];

const TIME = new RegExp(`[ \\t]*${START}(?:${TIMES.join("|")})${END}[ \\t]*`, "gu");
const NAMED_TIME = new RegExp(
  `(?<![\\p{L}\\p{N}_])(?<name>${TIME_NAME}["']?\\s*[:=]\\s*)${NUMBER}(?![\\p{L}\\p{N}_.])`,
  "gu",
);
const WHOLE_NAME = new RegExp(`^${TIME_NAME}$`, "u");

/** Stands for every time; has no digit, so that it is never compared as a number. */
export const TIME_MARK = "‹time›";

/**
 * Replaces wall times, which no two runs share, by {@link TIME_MARK}: see `TIMES` in this file for what is one.
 *
 * A number is a time only with a unit of time, in the form of a clock or date, or after the name of one (`seconds: 3.2`):
 * an accuracy, a loss or a count never is. The blanks around it go too, for columns are padded to its width.
 *
 * @example hideTimes("epoch 3: loss 0.25 (1m 3s)") // "epoch 3: loss 0.25 ( ‹time› )"
 */
export function hideTimes(line: string): string {
  return line.replace(NAMED_TIME, `$<name>${TIME_MARK}`).replace(TIME, ` ${TIME_MARK} `);
}

/** Says whether a name is that of a time, so that its number is not compared: `seconds`, `elapsed`, `trainingMs`. */
export function isTimeName(name: string): boolean {
  return WHOLE_NAME.test(name);
}
