import { requireLength, requireShare, requireSome } from "../check.ts";
import { type Figure, makeFigure } from "../figure.ts";
import { headingOf } from "../theme/heading.ts";
import type { PlotlyJson } from "../theme/plotly-json.ts";
import { escapePlotlyText, percent, shortenToWidth, withoutControls } from "../theme/plotly-text.ts";
import { colorOf, fontSizes, neutralColor } from "../theme/theme.ts";

/** What one model says about an image. */
export interface ModelProbabilities {
  /** Name of the model, shown above its bars. May be left out for a single model. */
  readonly name?: string;
  /** `[classes]`; the same label may occur more than once (ImageNet has two cranes). */
  readonly labels: readonly string[];
  /** `[classes]`, each in [0, 1]; all classes or the best few, in any order. */
  readonly probabilities: ArrayLike<number>;
}

export interface ProbabilityBarsOptions {
  /** One model's labels and probabilities, or several models' under `models`. */
  readonly labels?: readonly string[];
  readonly probabilities?: ArrayLike<number>;
  readonly models?: readonly ModelProbabilities[];
  /** @defaultValue "What the model sees" */
  readonly title?: string;
  readonly subtitle?: string;
  /** How many classes are shown for each model. @defaultValue 5 */
  readonly top?: number;
  /** The right answer, where it is known: its bar is set apart. */
  readonly trueLabel?: string;
}

const barPx = 30;
const panelGapPx = 40;
const labelWidthPx = 190;

/**
 * Draws the most probable classes of an image as bars, best first; several models one below the other on one scale.
 *
 * @throws {@link ArgumentError} when nothing is given, lengths differ, or a probability is not in [0, 1].
 * @example probabilityBars({ labels: ["tabby", "tiger cat"], probabilities: [0.62, 0.21], title: "VGG16 on cat.jpg" })
 */
export function probabilityBars(options: ProbabilityBarsOptions): Figure {
  const { labels = [], probabilities = [], title = "What the model sees", subtitle, top = 5 } = options;
  const models = options.models ?? [{ labels, probabilities }];
  requireSome("models", models, "model");
  const panels = models.map((model, index) => ({
    name: model.name ?? "",
    best: bestOf(model, top, options.models ? `models[${index}].` : ""),
  }));

  const heading = headingOf(title, subtitle);
  const named = panels.some(({ name }) => name !== "");
  const gapPx = named ? panelGapPx : 16;
  const topPx = heading.heightPx + (named ? 22 : 0);
  const plotPx = panels.reduce((sum, { best }) => sum + best.length * barPx, (panels.length - 1) * gapPx);
  const data: PlotlyJson[] = [];
  const axes: Record<string, PlotlyJson> = {};
  const annotations: PlotlyJson[] = [];
  let usedPx = 0;
  panels.forEach(({ name, best }, index) => {
    const axisNumber = index === 0 ? "" : String(index + 1);
    const upper = 1 - usedPx / plotPx;
    const lower = 1 - (usedPx + best.length * barPx) / plotPx;
    usedPx += best.length * barPx + gapPx;
    data.push(
      barTrace(best, { yaxis: `y${axisNumber}`, color: colorOf(index), trueLabel: options.trueLabel }),
    );
    axes[`yaxis${axisNumber}`] = labelAxis(best, [Math.max(0, lower), upper], options.trueLabel);
    if (name !== "") annotations.push(panelName(name, upper));
  });
  const bottomAxis = panels.length === 1 ? "y" : `y${panels.length}`;
  return makeFigure({
    data,
    layout: {
      title: heading.title,
      height: Math.round(topPx + plotPx + 64),
      margin: { t: topPx, b: 64, l: 20, r: 64 },
      showlegend: false,
      bargap: 0.25,
      xaxis: {
        range: [0, 100],
        fixedrange: true,
        ticksuffix: " %",
        title: { text: "probability (%)" },
        anchor: bottomAxis,
      },
      ...axes,
      annotations,
    },
    title,
    summary: panels.map(sentence).join(" "),
  });
}

interface Guess {
  readonly label: string;
  readonly probability: number;
}

function bestOf(model: ModelProbabilities, top: number, prefix: string): Guess[] {
  const { labels, probabilities } = model;
  requireSome(`${prefix}labels`, labels, "label");
  requireLength(`${prefix}probabilities`, probabilities, labels.length, `${prefix}labels`);
  const guesses = Array.from(probabilities, (probability, index) => {
    requireShare(`${prefix}probabilities[${index}]`, probability);
    return { label: labels[index] as string, probability };
  });
  return guesses.sort((a, b) => b.probability - a.probability).slice(0, Math.max(1, top));
}

function barTrace(
  best: readonly Guess[],
  look: { readonly yaxis: string; readonly color: string; readonly trueLabel: string | undefined },
): PlotlyJson {
  const someRight = best.some(({ label }) => label === look.trueLabel);
  return {
    type: "bar",
    orientation: "h",
    xaxis: "x",
    yaxis: look.yaxis,
    x: best.map(({ probability }) => probability * 100),
    // Positions, not names: a category axis would draw two classes of one name as one bar.
    y: best.map((_, index) => index),
    text: best.map(({ probability }) => percent(probability)),
    textposition: "outside",
    cliponaxis: false,
    customdata: best.map(({ label }) => escapePlotlyText(label)),
    hovertemplate: "<b>%{customdata}</b><br>%{text}<extra></extra>",
    marker: {
      color: best.map(({ label }) => (someRight && label !== look.trueLabel ? neutralColor : look.color)),
    },
  };
}

function labelAxis(
  best: readonly Guess[],
  domain: readonly number[],
  trueLabel: string | undefined,
): PlotlyJson {
  return {
    domain,
    range: [best.length - 0.5, -0.5],
    fixedrange: true,
    showgrid: false,
    zeroline: false,
    tickmode: "array",
    tickvals: best.map((_, index) => index),
    ticktext: best.map(({ label }) => {
      const shown = escapePlotlyText(shortenToWidth(label, labelWidthPx));
      return label === trueLabel ? `<b>${shown}</b>` : shown;
    }),
    ticklabelstandoff: 6,
  };
}

function panelName(name: string, y: number): PlotlyJson {
  return {
    text: `<b>${escapePlotlyText(shortenToWidth(name, 400))}</b>`,
    font: { size: fontSizes.label },
    x: 0,
    xref: "paper",
    xanchor: "left",
    y,
    yref: "paper",
    yanchor: "bottom",
    showarrow: false,
  };
}

function sentence({ name, best }: { readonly name: string; readonly best: readonly Guess[] }): string {
  const list = best
    .map(({ label, probability }) => `${withoutControls(label)} ${percent(probability)}`)
    .join(", ");
  return `${name === "" ? "" : `${withoutControls(name)}: `}${list}.`;
}
