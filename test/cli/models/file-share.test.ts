import { request } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createFileShare, type SharedAnswer } from "../../../cli/models/file-share.ts";
import { madeUpFiles, put, temporaryHome } from "../../lib/models/imagenet/published-fixture.ts";

const { files, contents } = madeUpFiles();
const vgg = contents.get("vgg16/vgg16_top.h5")!;

let home: Awaited<ReturnType<typeof temporaryHome>>;
let share: ReturnType<typeof createFileShare>;
let answers: SharedAnswer[];
beforeEach(async () => {
  home = await temporaryHome();
  for (const [name, value] of Object.entries(home.environment)) vi.stubEnv(name, value);
  put(join(home.cache, "vgg16_top.h5"), vgg);
  put(join(home.cache, "secret.txt"), "not published");
  answers = [];
  share = createFileShare(files, { onAnswer: (answer) => answers.push(answer) });
  await new Promise<void>((resolve) => share.server.listen(0, "127.0.0.1", resolve));
});
afterEach(async () => {
  await new Promise((resolve) => share.server.close(resolve));
  await home[Symbol.asyncDispose]();
  vi.unstubAllEnvs();
});

/** Asks with a path as it is: `fetch` would tidy it. */
function ask(
  path: string,
  { method = "GET", headers = {} }: { method?: string; headers?: Record<string, string> } = {},
) {
  const { port } = share.server.address() as AddressInfo;
  return new Promise<{ status: number; headers: NodeJS.Dict<string | string[]>; body: Buffer }>(
    (resolve, reject) => {
      const asked = request({ host: "127.0.0.1", port, path, method, headers, agent: false }, (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk) => chunks.push(chunk));
        response.on("end", () =>
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: Buffer.concat(chunks),
          }),
        );
      });
      asked.on("error", reject);
      asked.end();
    },
  );
}

describe("createFileShare", () => {
  it("gives a published file, whole or from a place on", async () => {
    const whole = await ask("/vgg16/vgg16_top.h5");
    expect(whole).toMatchObject({
      status: 200,
      headers: { "content-length": "5000", "accept-ranges": "bytes" },
    });
    expect(whole.body.equals(vgg)).toBe(true);
    const { etag } = whole.headers as { etag: string };
    expect(etag).toBe(`"${files.weights[0]!.md5}"`);
    const rest = await ask("/vgg16/vgg16_top.h5", { headers: { range: "bytes=4000-", "if-range": etag } });
    expect(rest).toMatchObject({ status: 206, headers: { "content-range": "bytes 4000-4999/5000" } });
    expect(rest.body.equals(vgg.subarray(4000))).toBe(true);
    const changed = await ask("/vgg16/vgg16_top.h5", {
      headers: { range: "bytes=4000-", "if-range": '"other"' },
    });
    expect(changed.status).toBe(200);
    const beyond = await ask("/vgg16/vgg16_top.h5", { headers: { range: "bytes=5000-" } });
    expect(beyond.status).toBe(416);
    const head = await ask("/vgg16/vgg16_top.h5", { method: "HEAD" });
    expect(head).toMatchObject({ status: 200, headers: { "content-length": "5000" } });
    expect(head.body).toHaveLength(0);
    expect(answers.map(({ method, status }) => `${method} ${status}`)).toEqual([
      "GET 200",
      "GET 206",
      "GET 200",
      "GET 416",
      "HEAD 200",
    ]);
  });

  it.each([
    "/",
    "/secret.txt",
    "/vgg16/",
    "/vgg16/../secret.txt",
    "/vgg16/..%2fsecret.txt",
    "/../../../../../../etc/passwd",
    "/%2e%2e/%2e%2e/etc/passwd",
    "/vgg16/vgg16_top.h5/",
    "//vgg16/vgg16_top.h5",
    "/vgg16/vgg16_top.h5%00",
    "/%",
  ])("has nothing at %s", async (path) => {
    const { status, body } = await ask(path);
    expect([status, body.toString()]).toEqual([404, "not a published file\n"]);
  });

  it.each(["PUT", "POST", "DELETE"])("takes no %s", async (method) => {
    expect(await ask("/vgg16/vgg16_top.h5", { method })).toMatchObject({
      status: 405,
      headers: { allow: "GET, HEAD" },
    });
  });

  it("gives no damaged file, and looks again when a file changes", async () => {
    expect((await ask("/vgg16/vgg16_top.h5")).status).toBe(200);
    put(join(home.cache, "vgg16_top.h5"), Buffer.alloc(vgg.length));
    expect((await ask("/vgg16/vgg16_top.h5")).status).toBe(404);
    put(join(home.cache, "vgg16_top.h5"), vgg.subarray(0, 4000));
    expect((await ask("/vgg16/vgg16_top.h5")).status).toBe(404);
    put(join(home.keras, "vgg16_top.h5"), vgg);
    expect((await ask("/vgg16/vgg16_top.h5")).status).toBe(200);
  });

  it("gives a file as soon as it is here, and no part of one", async () => {
    put(join(home.cache, "vgg16_notop.h5.part"), contents.get("vgg16/vgg16_notop.h5")!);
    expect((await ask("/vgg16/vgg16_notop.h5")).body.toString()).toBe("not on this computer\n");
    expect((await ask("/vgg16/vgg16_notop.h5.part")).status).toBe(404);
    put(join(home.cache, "vgg16_notop.h5"), contents.get("vgg16/vgg16_notop.h5")!);
    expect((await ask("/vgg16/vgg16_notop.h5")).status).toBe(200);
  });
});
