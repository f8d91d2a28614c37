/** What the process answers; 64 and 130 are what shells and `sysexits.h` use. */
export const EXIT_CODES = {
  ok: 0,
  error: 1,
  types: 2,
  timeout: 3,
  differs: 4,
  usage: 64,
  interrupted: 130,
} as const;
