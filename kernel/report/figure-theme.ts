/**
 * Script text that both a report and JupyterLab have: `darkTemplate`, plotly's template for dark pages, and `merged`, which
 * puts one template over another.
 */
export const figureTheme = `const grid = { gridcolor: "#343b45", zerolinecolor: "#4a535f", linecolor: "#6b7480" };
  // Opaque, as the page's --card: plotly mixes the colours of hover boxes and tool bar from it.
  const card = "#1b1f25";
  const darkTemplate = {
    layout: {
      font: { color: "#e4e7eb" }, paper_bgcolor: card, plot_bgcolor: card,
      xaxis: grid, yaxis: grid, coloraxis: { colorbar: { outlinewidth: 0 } },
      polar: { bgcolor: card, angularaxis: grid, radialaxis: grid },
      scene: { xaxis: grid, yaxis: grid, zaxis: grid },
      legend: { bgcolor: card }, modebar: { bgcolor: card, color: "#7d8794", activecolor: "#e4e7eb" },
      updatemenudefaults: { bgcolor: "#cfd5dc", bordercolor: "#6b7480", font: { color: "#1b1f25" } },
      sliderdefaults: { bgcolor: "#6b7480", font: { color: "#e4e7eb" } },
      annotationdefaults: { arrowcolor: "#a3acb8" },
    },
    data: { heatmap: [{ colorscale: [[0, "#232b36"], [0.25, "#2b4a68"], [0.5, "#3a78ab"], [0.75, "#6fb0e0"], [1, "#cfe8fb"]],
      colorbar: { outlinewidth: 0 } }] },
  };

  function merged(base, over) {
    if (Array.isArray(base) && Array.isArray(over)) return over.map((item, at) => merged(base[at], item));
    if (base === null || typeof base !== "object" || Array.isArray(base)) return over;
    if (over === null || typeof over !== "object" || Array.isArray(over)) return over;
    const result = { ...base };
    for (const key of Object.keys(over)) result[key] = merged(base[key], over[key]);
    return result;
  }`;
