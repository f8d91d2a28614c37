/** A plug-in of TypeDoc: the groups of lib/ are the categories of the reference, so that a reader finds what belongs together. */
import { Comment, CommentTag, Converter, ReflectionKind } from "typedoc";

/** What stands for a group in the reference; a group that is missing here fails the run. */
const TITLES = {
  models: "Models and weights",
  features: "Features and classification",
  training: "Training",
  experiments: "Experiments",
  images: "Images",
  datasets: "Data sets",
  svm: "Support vector machines",
  classifiers: "Other classifiers",
  embedding: "Embeddings",
  charts: "Charts",
  tables: "Tables",
  metrics: "Metrics",
  selection: "Splits and search",
  tensors: "Engines and tensors",
  matrix: "Matrix",
  random: "Randomness",
  errors: "Errors",
};

export function load(application) {
  application.options.setValue("categoryOrder", Object.values(TITLES));
  application.converter.on(Converter.EVENT_RESOLVE_BEGIN, (context) => {
    for (const reflection of context.project.getReflectionsByKind(ReflectionKind.SomeExport)) {
      const file = reflection.sources?.[0]?.fullFileName.replaceAll("\\", "/");
      const group = file?.match(/\/lib\/([a-z]+)\//)?.[1];
      if (group === undefined) continue;
      if (!(group in TITLES)) throw new Error(`lib/${group} has no title in ${import.meta.url}`);
      for (const commented of reflection.signatures ?? [reflection]) {
        commented.comment ??= new Comment();
        commented.comment.blockTags.push(
          new CommentTag("@category", [{ kind: "text", text: TITLES[group] }]),
        );
      }
    }
  });
}
