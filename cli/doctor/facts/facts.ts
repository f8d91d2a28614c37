import type { InstalledKernelspec } from "../../../kernel/kernelspec/list.ts";
import type { ListedModel } from "../../../lib/models/imagenet/list-models.ts";
import type { JupyterSearch } from "../../jupyter/find-jupyter.ts";
import type { BundledFile } from "./bundled-files.ts";

/** What came of something that was tried in a process of its own. */
export type ProbeOutcome<Value> =
  | { readonly works: true; readonly value: Value }
  /** `reason`: the first line of the error, or the signal that ended the process. */
  | { readonly works: false; readonly reason: string };

/** A package with native code, and whether it computes a known answer. */
export interface LibraryFacts {
  readonly name: string;
  /** What it is for, such as `"decodes photos"`. */
  readonly purpose: string;
  readonly outcome: ProbeOutcome<{ readonly version: string }>;
}

/** How fast trunks run here, measured with random weights: time does not depend on them. */
export interface SpeedFacts {
  readonly engine: string;
  readonly threads: number;
  readonly networks: readonly {
    readonly name: string;
    /** Seconds for one image of 224x224 pixels. */
    readonly secondsPerImage: number;
  }[];
}

/** What the doctor looks at. */
export interface DoctorFacts {
  readonly version: string;
  readonly node: { readonly version: string; readonly supported: string };
  readonly platform: {
    readonly system: string;
    readonly processor: string;
    readonly processors: number;
  };
  readonly memory: { readonly freeBytes: number; readonly totalBytes: number };
  readonly libraries: readonly LibraryFacts[];
  readonly speed: ProbeOutcome<SpeedFacts>;
  /** Engine `tensorflow`, which is optional. */
  readonly tensorflow: ProbeOutcome<string>;
  readonly bundled: readonly BundledFile[];
  readonly models: readonly ListedModel[];
  readonly cache: {
    readonly folder: string;
    /** Undefined when it can be written to. */
    readonly fault: string | undefined;
    readonly sizeBytes: number;
    /** Of the disk. */
    readonly freeBytes: number;
  };
  readonly kernels: readonly InstalledKernelspec[];
  readonly jupyter: ProbeOutcome<JupyterSearch>;
  /** Settings of the environment that are set, without credentials. */
  readonly settings: Readonly<Record<string, string>>;
}
