/** What the process answers. 2 is kept for type errors; 64 and 130 are what shells and `sysexits.h` use. */
export const EXIT_CODES = { ok: 0, error: 1, timeout: 3, usage: 64, interrupted: 130 } as const;
