import type { RankedRun } from "../study/ranked-runs.ts";

/** An import as a formatter writes it. */
function importOf(names: readonly string[]): string[] {
  const line = `import { ${[...names].join(", ")} } from "transferlab";`;
  return line.length <= 80
    ? [line]
    : ["import {", ...names.map((name) => `  ${name},`), '} from "transferlab";'];
}

/** The program that trains a run on a folder and uses it on a new photo. */
export function usageCode(
  { backbone, mode }: Pick<RankedRun, "backbone" | "mode">,
  facts: {
    readonly source: string;
    readonly weights: string;
    readonly seed: number;
    readonly isDrawn: boolean;
  },
): string {
  const data = facts.isDrawn ? "loadSamples()" : `imageFolder(${JSON.stringify(facts.source)})`;
  const loadData = facts.isDrawn ? "loadSamples" : "imageFolder";
  const weights = `weights: ${JSON.stringify(facts.weights)}`;
  const load = [
    `const network = await loadBackbone(${JSON.stringify(backbone)}, {`,
    `  ${weights},`,
    "  includeTop: false,",
    '  pooling: "avg",',
    "});",
  ];
  if (mode === "classifier") {
    return [
      'import { classify, loadBackbone } from "transferlab";',
      "",
      `const network = await loadBackbone(${JSON.stringify(backbone)}, { ${weights} });`,
      "const [photo] = await classify(network, [process.argv[2]!]);",
      "for (const { label, probability } of photo!.predictions) console.log(label, probability);",
    ].join("\n");
  }
  if (mode === "features") {
    return [
      ...importOf(["extractFeatures", "fitSvc", loadData, "loadBackbone"]),
      "",
      ...load,
      `const photos = await ${data};`,
      "const { features, labels, classNames } = await extractFeatures(network, photos);",
      'const svc = fitSvc(features, labels, { kernel: "linear", C: 0.01 });',
      "const fresh = { ...photos, items: [{ path: process.argv[2]!, label: 0 }] };",
      "const [answer] = svc.predict((await extractFeatures(network, fresh)).features);",
      "console.log(classNames[answer!]);",
    ].join("\n");
  }
  if (mode === "scratch") {
    return [
      ...importOf([loadData, "loadBackbone", "trainFromScratch"]),
      "",
      ...load,
      `const photos = await ${data};`,
      `const trained = await trainFromScratch(network, { recipe: "gap-dense" }, photos, { seed: ${facts.seed} });`,
      "console.log(trained.after.accuracy);",
    ].join("\n");
  }
  return [
    ...importOf(
      ["attachHead", "classify", "extractFeatures", ...(mode === "fine-tuned" ? ["fineTune"] : [])].concat([
        loadData,
        "loadBackbone",
        "saveModel",
        "trainHead",
      ]),
    ),
    "",
    ...load,
    `const photos = await ${data};`,
    `const { head } = await trainHead(await extractFeatures(network, photos), { seed: ${facts.seed} });`,
    ...(mode === "fine-tuned" ? [`await fineTune(network, head, photos, { seed: ${facts.seed} });`] : []),
    "const mine = attachHead(network, head, { classNames: photos.classNames });",
    'await saveModel(mine, "mine.keras");',
    "const [photo] = await classify(mine, [process.argv[2]!]);",
    "console.log(photo!.predictions[0]!.label, photo!.predictions[0]!.probability);",
  ].join("\n");
}
