/** Makes the JSON of a notebook whose code cells have the outputs given. */
export function notebookOf(...cells: object[]): object {
  return { nbformat: 4, nbformat_minor: 5, metadata: {}, cells };
}

export function codeCell(source: string, ...outputs: object[]): object {
  return { cell_type: "code", id: "a", metadata: {}, execution_count: 1, source, outputs };
}

export function markdownCell(source: string | string[], attachments?: object): object {
  return { cell_type: "markdown", id: "b", metadata: {}, source, ...(attachments ? { attachments } : {}) };
}

export function dataOutput(data: object): object {
  return { output_type: "display_data", metadata: {}, data };
}

export const plotlyType = "application/vnd.plotly.v1+json";
