/** Plain JSON as plotly.js reads it; its reference is https://plotly.com/javascript/reference/. */
export type PlotlyJson = Readonly<Record<string, unknown>>;
