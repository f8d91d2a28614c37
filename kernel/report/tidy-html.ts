/** Elements that load, run, leave the page or change what its relative addresses mean. */
const unwanted =
  "script, noscript, iframe, frame, frameset, object, embed, applet, link, meta, base, title, template";

/**
 * Makes a function that tidies the HTML of an output, so that it cannot break out of its place in the page.
 *
 * Open elements are closed; scripts and whatever loads or navigates is dropped; styles keep to the output. Handlers
 * (`onclick`) and `javascript:` links are stopped by the page's content security policy, which names its own scripts.
 *
 * Loads jsdom, which takes about a second.
 */
export async function createHtmlTidier(): Promise<(html: string) => string> {
  const { JSDOM, VirtualConsole } = await import("jsdom");
  const { document } = new JSDOM("", { virtualConsole: new VirtualConsole() }).window;
  return (html) => {
    const holder = document.createElement("div");
    holder.innerHTML = html;
    for (const element of holder.querySelectorAll(unwanted)) element.remove();
    for (const picture of holder.querySelectorAll("img")) {
      if (/^data:image\//i.test(picture.getAttribute("src") ?? "")) continue;
      const name = picture.getAttribute("alt") || picture.getAttribute("src") || "no name";
      picture.replaceWith(`[picture not in this report: ${name}]`);
    }
    for (const style of holder.querySelectorAll("style")) {
      style.textContent = `@scope { ${style.textContent ?? ""} }`;
    }
    for (const element of holder.querySelectorAll("*")) {
      for (const name of element.getAttributeNames()) {
        if (name.startsWith("on")) element.removeAttribute(name);
      }
    }
    return holder.innerHTML;
  };
}
