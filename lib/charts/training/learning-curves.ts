import { ArgumentError } from "../../errors/argument-error.ts";
import { requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, legendBelow } from "../theme/theme.ts";
import { type PhaseMark, placeMarks } from "./phase-marks.ts";

/** What training recorded: one number an epoch. A number that is not finite leaves a gap. */
export interface TrainingHistory {
  readonly loss?: ArrayLike<number>;
  /** In [0, 1], as are validation accuracies. */
  readonly accuracy?: ArrayLike<number>;
  readonly valLoss?: ArrayLike<number>;
  readonly valAccuracy?: ArrayLike<number>;
}

/** One training run: its curves share a colour. */
export interface TrainingRun {
  readonly name: string;
  readonly history: TrainingHistory;
  /** Where something changed: `startEpoch` is the first epoch (counted from 1) after the change. */
  readonly phases?: ReadonlyArray<{ readonly startEpoch: number; readonly label: string }>;
}

export interface LearningCurvesOptions {
  readonly runs: readonly TrainingRun[];
  /** @defaultValue "Learning curves" */
  readonly title?: string;
  readonly subtitle?: string;
  /** What the loss is, for the axis. @defaultValue "loss" */
  readonly lossName?: string;
}

const panelPx = 210;
const panelGapPx = 34;
const curves = [
  { key: "accuracy", set: "training", axis: "y", dash: "dot" },
  { key: "valAccuracy", set: "validation", axis: "y", dash: "solid" },
  { key: "loss", set: "training", axis: "y2", dash: "dot" },
  { key: "valLoss", set: "validation", axis: "y2", dash: "solid" },
] as const;

/**
 * Draws accuracy above loss against epochs; a colour for each run, training dotted, validation solid.
 *
 * @throws {@link ArgumentError} when no run has a curve, an accuracy is not in [0, 1], or a phase starts before epoch 1.
 * @example
 * learningCurves({ runs: [{
 *   name: "VGG16",
 *   history: { loss: [1.2, 0.8], valLoss: [1.3, 1], accuracy: [0.6, 0.8], valAccuracy: [0.5, 0.7] },
 *   phases: [{ startEpoch: 2, label: "top block unfrozen" }],
 * }] })
 */
export function learningCurves(options: LearningCurvesOptions): Figure {
  const { runs, title = "Learning curves", subtitle, lossName = "loss" } = options;
  requireSome("runs", runs, "run");
  runs.forEach(checkRun);
  const data = runs.flatMap((run, index) => tracesOf(run, index));
  requireSome("runs", data, "curve (loss, accuracy, valLoss or valAccuracy)");
  const present = new Set(data.map(({ yaxis }) => yaxis));
  const both = present.size === 2;
  const heading = headingOf(title, subtitle);
  const epochs = Math.max(...data.map(({ x }) => (x as number[]).length));
  const marks = placeMarks(marksOf(runs), epochs);
  const entries = data.filter(({ showlegend }) => showlegend).length;
  const bottomPx = 60 + 20 * Math.ceil(entries / 3);
  const topPx = heading.heightPx + marks.heightPx;
  const plotPx = both ? 2 * panelPx + panelGapPx : panelPx + 60;
  const split = both ? panelPx / plotPx : 1;
  return makeFigure({
    data,
    layout: {
      title: heading.title,
      height: topPx + plotPx + bottomPx,
      margin: { t: topPx, b: bottomPx, l: 20, r: 28 },
      hovermode: "x unified",
      legend: legendBelow,
      xaxis: {
        title: { text: "epoch" },
        unifiedhovertitle: { text: "epoch %{x}" },
        anchor: present.has("y2") ? "y2" : "y",
        range: [0.5, epochs + 0.5],
        ...(epochs <= 15 ? { dtick: 1, tick0: 1 } : { nticks: 12, tickformat: "d" }),
        zeroline: false,
      },
      ...(present.has("y")
        ? {
            yaxis: {
              domain: [both ? 1 - split : 0, 1],
              title: { text: "accuracy (%)" },
              rangemode: "normal",
              zeroline: false,
            },
          }
        : {}),
      ...(present.has("y2")
        ? {
            yaxis2: {
              domain: [0, split],
              title: { text: escapePlotlyText(lossName) },
              rangemode: "tozero",
              zeroline: false,
            },
          }
        : {}),
      shapes: marks.shapes,
      annotations: marks.annotations,
    },
    title,
    summary: runs.map(sentence).join(" "),
  });
}

function checkRun({ name, history, phases = [] }: TrainingRun, index: number): void {
  if (name.trim() === "") throw new ArgumentError(`runs[${index}].name`, "a name for the legend", "none");
  for (const key of ["accuracy", "valAccuracy"] as const) {
    Array.from(history[key] ?? []).forEach((value, epoch) => {
      if (Number.isFinite(value) && !(value >= 0 && value <= 1)) {
        throw new ArgumentError(`runs[${index}].history.${key}[${epoch}]`, "a share in [0, 1]", value);
      }
    });
  }
  for (const { startEpoch } of phases) {
    if (!(startEpoch >= 1)) {
      throw new ArgumentError(`runs[${index}].phases`, "startEpoch of 1 or more", startEpoch);
    }
  }
}

function tracesOf({ name, history }: TrainingRun, index: number): PlotlyJson[] {
  const named = new Set<string>();
  return curves.flatMap(({ key, set, axis, dash }) => {
    const values = Array.from(history[key] ?? []);
    if (values.length === 0) return [];
    const isAccuracy = axis === "y";
    const showlegend = !named.has(set);
    named.add(set);
    const shortName = escapePlotlyText(shortenToWidth(name, 180));
    return {
      type: "scatter",
      mode: values.length <= 30 ? "lines+markers" : "lines",
      name: `${shortName}, ${set}`,
      legendgroup: `${index} ${set}`,
      showlegend,
      xaxis: "x",
      yaxis: axis,
      x: values.map((_, epoch) => epoch + 1),
      y: values.map((value) => (Number.isFinite(value) ? (isAccuracy ? value * 100 : value) : null)),
      line: { color: colorOf(index), dash, width: set === "validation" ? 2.5 : 1.5 },
      marker: { color: colorOf(index), size: set === "validation" ? 6 : 4 },
      hovertemplate: isAccuracy ? "%{y:.1f} %" : "%{y:.4f}",
    };
  });
}

/** Runs with the same change in the same epoch share its mark; several runs with their own are told apart by colour. */
function marksOf(runs: readonly TrainingRun[]): PhaseMark[] {
  const marks = new Map<string, PhaseMark & { owners: number }>();
  runs.forEach(({ phases = [] }, index) => {
    for (const { startEpoch, label } of phases) {
      const key = `${startEpoch} ${label}`;
      const owners = (marks.get(key)?.owners ?? 0) + 1;
      marks.set(key, {
        at: startEpoch - 0.5,
        label,
        owners,
        ...(runs.length > 1 && owners === 1 ? { color: colorOf(index) } : {}),
      });
    }
  });
  return [...marks.values()];
}

function sentence({ name, history, phases = [] }: TrainingRun): string {
  const facts = [
    ["training accuracy", history.accuracy, percent],
    ["validation accuracy", history.valAccuracy, percent],
    ["training loss", history.loss, (value: number) => value.toFixed(4)],
    ["validation loss", history.valLoss, (value: number) => value.toFixed(4)],
  ] as const;
  const changes = facts.flatMap(([what, values, format]) => {
    if (values === undefined || values.length === 0) return [];
    return `${what} ${show(values[0])} to ${show(values[values.length - 1])}`;
    function show(value: number | undefined): string {
      return value !== undefined && Number.isFinite(value) ? format(value) : "not a number";
    }
  });
  const epochs = Math.max(...facts.map(([, values]) => values?.length ?? 0));
  const marks = phases.map(({ startEpoch, label }) => `${withoutControls(label)} from epoch ${startEpoch}`);
  const noted = marks.length === 0 ? "" : ` (${marks.join("; ")})`;
  return `${withoutControls(name)}, epoch 1 to ${epochs}: ${changes.join(", ")}${noted}.`;
}
