import { createHash } from "node:crypto";
import { mkdirSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "../../../../lib/models/imagenet/file-places.ts";
import type { PublishedFile, PublishedFiles } from "../../../../lib/models/imagenet/published-files.ts";
import { type FileServer, madeUpBytes, sendFile, startServer } from "../../datasets/download/file-server.ts";

/** Small files that play the published ones, and their contents by path below a mirror. */
export function madeUpFiles(): { files: PublishedFiles; contents: ReadonlyMap<string, Buffer> } {
  const contents = new Map<string, Buffer>();
  const publish = (folder: string, name: string, content: Buffer): PublishedFile => {
    const file = `${folder}${name}`;
    contents.set(file, content);
    const md5 = createHash("md5").update(content).digest("hex");
    return { name, file, url: `http://127.0.0.1:9/${file}`, md5, sizeBytes: content.length };
  };
  const index = Buffer.from(
    JSON.stringify(Array.from({ length: 1000 }, (_, number) => [`n${number}`, "name"])),
  );
  const vgg = publish("vgg16/", "vgg16_top.h5", madeUpBytes(5000, 1));
  const vggNoTop = publish("vgg16/", "vgg16_notop.h5", madeUpBytes(4000, 2));
  const resnet = publish("resnet/", "resnet50_top.h5", madeUpBytes(3000, 3));
  const files = {
    weights: [
      { ...vgg, architecture: "vgg16", includeTop: true },
      { ...vggNoTop, architecture: "vgg16", includeTop: false },
      { ...resnet, architecture: "resnet50", includeTop: true },
    ],
    classIndex: publish("", "imagenet_class_index.json", index),
  };
  return { files, contents };
}

/** A mirror on loopback that has those contents. */
export function startMirror(contents: ReadonlyMap<string, Buffer>): Promise<FileServer> {
  return startServer((request, response) => {
    const content = contents.get((request.url ?? "").slice(1));
    if (content === undefined) response.writeHead(404).end();
    else sendFile(request, response, content, { etag: '"a"' });
  });
}

/** A cache and a home of Keras's in a new folder, with the environment that names them. */
export async function temporaryHome(): Promise<
  AsyncDisposable & { cache: string; keras: string; environment: Environment }
> {
  const root = await mkdtemp(join(tmpdir(), "models-"));
  const environment = { TRANSFERLAB_HOME: join(root, "cache"), KERAS_HOME: join(root, "keras") };
  return {
    cache: join(root, "cache", "models"),
    keras: join(root, "keras", "models"),
    environment,
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

/** Writes a file and its folder. */
export function put(path: string, content: Buffer | string): void {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
}
