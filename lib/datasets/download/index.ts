/** The public names of this folder. */
export type { Checksum } from "./disk/checksum.ts";
export { DownloadError, type DownloadFault } from "./download-error.ts";
export { type DownloadOptions, downloadFile } from "./download-file.ts";
export type { DownloadTarget } from "./download-target.ts";
export type { DownloadProgress } from "./progress.ts";
