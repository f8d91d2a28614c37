import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const library = fileURLToPath(new URL("./lib/index.ts", import.meta.url));

export default defineConfig({
  resolve: { alias: { transferlab: library } },
  test: {
    maxWorkers: 2,
    reporters: ["default", "./test/count-reporter.ts"],
    testTimeout: 30_000,
    projects: [
      { extends: true, test: { name: "unit", include: ["test/{lib,kernel,cli,project}/**/*.test.ts"] } },
      {
        extends: true,
        test: { name: "parity", include: ["test/parity/**/*.test.ts"], testTimeout: 180_000 },
      },
      {
        extends: true,
        test: { name: "conformance", include: ["test/conformance/**/*.test.ts"], testTimeout: 120_000 },
      },
      {
        extends: true,
        test: { name: "clients", include: ["test/clients/**/*.test.ts"], testTimeout: 300_000 },
      },
      {
        extends: true,
        test: { name: "notebooks", include: ["test/notebooks/**/*.test.ts"], testTimeout: 300_000 },
      },
    ],
  },
});
