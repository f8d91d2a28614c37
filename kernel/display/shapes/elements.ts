/** An element of jsdom, linkedom or the like: its markup. */
export function formatElement({ outerHTML }: Record<PropertyKey, unknown>): unknown {
  if (typeof outerHTML !== "string") return undefined;
  if (!outerHTML.startsWith("<svg")) return { "text/html": outerHTML };
  // Inside a page the name space is understood; a picture on its own needs it.
  const isNamed = /^<svg[^>]*\sxmlns=/.test(outerHTML);
  return {
    "image/svg+xml": isNamed
      ? outerHTML
      : outerHTML.replace("<svg", '<svg xmlns="http://www.w3.org/2000/svg"'),
  };
}
