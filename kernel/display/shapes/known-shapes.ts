import { formatCanvas } from "./canvas.ts";
import { formatPlotlyFigure, formatVega } from "./charts.ts";
import { formatArqueroTable, formatDanfoFrame, formatHtmlTable } from "./data-frames.ts";
import { formatElement } from "./elements.ts";
import { formatHistory } from "./history.ts";
import { formatModel } from "./model.ts";
import { formatBlob, formatBytes, formatPixels, formatSharp } from "./pictures.ts";
import { formatTensor } from "./tensor.ts";

/** Answers how a value shows, when it has the shape; may throw, or read a getter that does. */
export type ShapeFormatter = (value: Record<PropertyKey, unknown>) => unknown;

/** Values of well-known packages, told by their shape so that the kernel depends on no version of any; in this order. */
export const knownShapes: Readonly<Record<string, ShapeFormatter>> = {
  "a picture's bytes": formatBytes,
  "a blob": formatBlob,
  "a tensor": formatTensor,
  "a model": formatModel,
  "a training history": formatHistory,
  "a danfojs frame": formatDanfoFrame,
  "an arquero table": formatArqueroTable,
  "a table": formatHtmlTable,
  "a sharp picture": formatSharp,
  "a picture's pixels": formatPixels,
  "a canvas": formatCanvas,
  "an element": formatElement,
  "a Vega chart": formatVega,
  "a plotly figure": formatPlotlyFigure,
};
