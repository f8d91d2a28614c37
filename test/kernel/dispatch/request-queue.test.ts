import { describe, expect, it } from "vitest";
import { RequestQueue } from "../../../kernel/dispatch/request-queue.ts";

describe("RequestQueue", () => {
  it("handles one request after the other", async () => {
    const events: string[] = [];
    await new Promise<void>((finish) => {
      const queue = new RequestQueue<number>(async (request) => {
        events.push(`begin ${request}`);
        await new Promise((resolve) => setTimeout(resolve, 5));
        events.push(`end ${request}`);
        if (request === 2) finish();
      });
      queue.add(1);
      queue.add(2);
    });
    expect(events).toEqual(["begin 1", "end 1", "begin 2", "end 2"]);
  });

  it("gives back what has not begun, and takes requests again", async () => {
    const handled: number[] = [];
    let endFirst = (): void => {};
    const queue = new RequestQueue<number>(async (request) => {
      handled.push(request);
      if (request === 1)
        await new Promise<void>((resolve) => {
          endFirst = resolve;
        });
    });
    for (const request of [1, 2, 3]) queue.add(request);
    expect(queue.takeWaiting()).toEqual([2, 3]);
    endFirst();
    await new Promise((resolve) => setTimeout(resolve, 5));
    queue.add(4);
    expect(handled).toEqual([1, 4]);
  });
});
