import { describe, expect, it } from "vitest";
import { errorOf, resultOf } from "../client/exchange-view.ts";
import type { KernelClient, Received } from "../client/kernel-client.ts";
import { isOurKernel } from "../client/kernel-command.ts";
import { shareKernel } from "../client/shared-kernel.ts";

async function inputFor(client: KernelClient, parentId: string, seen = 0): Promise<Received> {
  const fits = (message: Received) => message.type === "input_request" && message.parentId === parentId;
  await client.untilAnswered(() => client.answers.filter(fits).length > seen, "an input_request");
  return client.answers.filter(fits)[seen]!;
}

describe("input_request", () => {
  const shared = shareKernel();

  it("comes from prompt(), which waits for the reply and gives it back", async () => {
    const { client } = shared;
    const request = client.execute('const answer = prompt("Enter: "); answer', { allow_stdin: true });
    const input = await inputFor(client, request.msg_id);
    expect(input.channel).toBe("stdin");
    expect(input.content).toEqual({ prompt: "Enter: ", password: false });
    expect(await client.beat()).toBeDefined();
    client.answerInput(input, "tea 😀");
    const exchange = await client.finish(request);
    expect(exchange.reply.content.status).toBe("ok");
    expect(resultOf(exchange)).toContain("tea 😀");
  });

  it("can be asked several times in a cell", async () => {
    const { client } = shared;
    const request = client.execute('[prompt("a"), prompt("b")].join("-")', { allow_stdin: true });
    client.answerInput(await inputFor(client, request.msg_id, 0), "1");
    client.answerInput(await inputFor(client, request.msg_id, 1), "2");
    expect(resultOf(await client.finish(request))).toContain("1-2");
  });

  it.skipIf(!isOurKernel)("is an error of the cell when the client takes no input", async () => {
    const { client } = shared;
    const before = client.answers.length;
    const exchange = await client.run('prompt("Enter: ")', { allow_stdin: false });
    expect(errorOf(exchange)).toMatch(/input/i);
    expect(client.answers.slice(before).filter(({ type }) => type === "input_request")).toEqual([]);
  });

  it.skipIf(!isOurKernel)("comes from confirm(), which reads yes and no", async () => {
    const { client } = shared;
    for (const [answer, value] of [
      ["y", "true"],
      ["n", "false"],
    ] as const) {
      const request = client.execute('confirm("Sure?")', { allow_stdin: true });
      const input = await inputFor(client, request.msg_id);
      expect(input.content.prompt).toContain("Sure?");
      client.answerInput(input, answer);
      expect(resultOf(await client.finish(request))).toBe(value);
    }
  });

  it("goes to the client that asked, and to no other", async () => {
    const first = shared.client;
    const second = await shared.kernel.connect();
    const asked = first.answers.length;
    const request = second.execute('prompt("second?")', { allow_stdin: true });
    const input = await inputFor(second, request.msg_id);
    second.answerInput(input, "from the second");
    expect(resultOf(await second.finish(request))).toContain("from the second");
    const again = first.execute('prompt("first?")', { allow_stdin: true });
    first.answerInput(await inputFor(first, again.msg_id), "from the first");
    expect(resultOf(await first.finish(again))).toContain("from the first");
    const requests = first.answers.slice(asked).filter(({ type }) => type === "input_request");
    expect(requests.map(({ content }) => content.prompt)).toEqual(["first?"]);
    expect(second.answers.filter(({ type }) => type === "input_request")).toHaveLength(1);
    expect(second.faults).toEqual([]);
  });

  it("is given up when the cell is interrupted", async () => {
    const { client } = shared;
    const request = client.execute('prompt("never")', { allow_stdin: true });
    await inputFor(client, request.msg_id);
    await client.ask("control", "interrupt_request", {});
    expect((await client.finish(request)).reply.content.status).toBe("error");
    expect((await client.run("1 + 1")).reply.content.status).toBe("ok");
  });
});
