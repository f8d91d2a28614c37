import type { Reporter, TestModule } from "vitest/node";

/** Ends a run with its engine and its counts on lines of their own, for whatever reads the output of `npm test`. */
export default class CountReporter implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const counts = { passed: 0, failed: 0, skipped: 0, pending: 0 };
    for (const module of modules) {
      for (const test of module.children.allTests()) counts[test.result().state]++;
    }
    console.log(`engine: ${process.env.TRANSFERLAB_ENGINE ?? "onnx"}`);
    console.log(
      `tests: ${counts.passed} passed, ${counts.failed} failed, ${counts.skipped + counts.pending} skipped`,
    );
  }
}
