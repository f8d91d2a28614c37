/** "553 MB", "58.9 MB", "35 kB": three digits, decimal units, as downloads are measured. */
export function formatBytes(bytes: number): string {
  if (bytes < 1000) return `${Math.round(bytes)} B`;
  const units = ["kB", "MB", "GB"];
  let value = bytes / 1000;
  let unit = 0;
  for (; value >= 999.5 && unit < units.length - 1; unit++) value /= 1000;
  return `${value.toFixed(value < 9.995 ? 2 : value < 99.95 ? 1 : 0)} ${units[unit]}`;
}

/** "45 s", "2 min 5 s", "1 h 3 min" */
export function formatSeconds(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

/** What is still to be downloaded of something, and what is here of it already. */
export function formatDownload(downloadBytes: number, sizeBytes: number): string {
  const here = sizeBytes - downloadBytes;
  return `a download of ${formatBytes(downloadBytes)}${here > 0 ? ` (${formatBytes(here)} are here)` : ""}`;
}
