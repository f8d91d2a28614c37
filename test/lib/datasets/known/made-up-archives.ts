import { createHash } from "node:crypto";
import { gzipSync } from "node:zlib";
import { Header } from "tar";
import { ZipFile } from "yazl";
import { unpackArchives } from "../../../../lib/datasets/known/archives/unpack-archives.ts";
import type { DatasetArchive, KnownDataset } from "../../../../lib/datasets/known/known-dataset.ts";
import { greyPng } from "../photo-folder.ts";

/** A file of a made-up archive; a link where `link` says what to. */
export interface MadeUpFile {
  readonly path: string;
  readonly content?: string | Uint8Array;
  readonly link?: string;
}

/** Makes a tar archive, of paths that a good one would not have too. */
export function makeTar(files: readonly MadeUpFile[]): Buffer {
  const blocks = files.flatMap(({ path, content = "", link }) => {
    const bytes = Buffer.from(content);
    const header = new Header({
      path,
      size: bytes.length,
      mode: 0o644,
      type: link === undefined ? "File" : "SymbolicLink",
      ...(link !== undefined && { linkpath: link }),
    });
    header.encode();
    const padding = Buffer.alloc((512 - (bytes.length % 512)) % 512);
    return [header.block!, bytes, padding];
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

export function makeTgz(files: readonly MadeUpFile[]): Buffer {
  return gzipSync(makeTar(files));
}

/** Makes a zip; `mode` is that of every file. */
export async function makeZip(
  files: readonly MadeUpFile[],
  { mode = 0o100644 }: { readonly mode?: number } = {},
): Promise<Buffer> {
  const zip = new ZipFile();
  for (const { path, content = "" } of files) zip.addBuffer(Buffer.from(content), path, { mode });
  zip.end();
  const chunks: Buffer[] = [];
  for await (const chunk of zip.outputStream) chunks.push(Buffer.from(chunk as Uint8Array));
  return Buffer.concat(chunks);
}

/** Pictures of two classes as an archive has them: `pets/cat/0.png`. */
export async function madeUpPictures(perClass = 6): Promise<MadeUpFile[]> {
  const files: MadeUpFile[] = [{ path: "pets/README.txt", content: "about them" }];
  for (let index = 0; index < perClass; index++) {
    files.push({ path: `pets/cat/${index}.png`, content: await greyPng(index) });
    files.push({ path: `pets/dog/${index}.png`, content: await greyPng(100 + index) });
  }
  return files;
}

/** A data set of two classes whose archive is `content`, at an address. */
export function madeUpDataset(
  content: Buffer,
  url: string,
  overrides: Partial<KnownDataset> & { readonly file?: string; readonly digest?: string } = {},
): KnownDataset {
  const { file = "pets.tgz", digest, ...rest } = overrides;
  const sha256 = digest ?? createHash("sha256").update(content).digest("hex");
  const archive: DatasetArchive = {
    file,
    sizeBytes: content.length,
    checksum: { algorithm: "sha256", digest: sha256 },
    from: { url: `${url}/${file}` },
  };
  return {
    name: "made-up-pets",
    title: "Grey pictures",
    classNames: ["cat", "dog"],
    pictures: 12,
    split: "none",
    archives: [archive],
    terms: "None.",
    origin: `${url}/`,
    unpack: unpackArchives((path) => /^pets\/((?:cat|dog)\/\d+\.png)$/.exec(path)?.[1]),
    ...rest,
  };
}
