import escapeHtml from "escape-html";
import { Markup } from "./tags.ts";

type Properties = Readonly<Record<string, unknown>>;
/** A function of properties and children that gives what stands in its tag's place. */
type Component = (properties: Properties) => unknown;

/** Elements that have no content and no end tag (HTML, "Void elements"). */
const VOID = new Set("area base br col embed hr img input link meta source track wbr".split(" "));
/** Names that JSX takes from the DOM. */
const ATTRIBUTES: Readonly<Record<string, string>> = { className: "class", htmlFor: "for" };
/** CSS properties whose numbers are no lengths. */
const UNITLESS = new Set(
  "animation-iteration-count aspect-ratio column-count fill-opacity flex flex-grow flex-shrink font-weight grid-column grid-row line-height opacity order orphans scale stroke-opacity tab-size widows z-index zoom".split(
    " ",
  ),
);
const HTML_TYPE = "text/html";

/**
 * Makes the markup that an element of JSX stands for: what `<p class="note">{text}</p>` is compiled to.
 *
 * What is put in is escaped, unless it is markup; lists are joined; `null`, `undefined`, `true` and `false` leave nothing.
 *
 * @param type - an element's name, {@link createMarkup.Fragment}, or a component.
 * @param properties - attributes. `true` writes the bare name, `false` and nothing leave it out; `style` may be an object.
 * @throws TypeError for what HTML can't hold: a function as an attribute, a promise as a child.
 * @example createMarkup("p", { className: "note" }, "1 < 2").text // <p class="note">1 &lt; 2</p>
 */
export function createMarkup(
  type: string | Component,
  properties: Properties | null,
  ...children: unknown[]
): Markup {
  if (typeof type === "function") {
    const inner = children.length > 1 ? children : children[0];
    const given = children.length === 0 ? { ...properties } : { ...properties, children: inner };
    return new Markup(HTML_TYPE, writeChild(type(given)));
  }
  if (typeof type !== "string")
    throw new TypeError(`JSX: expected a tag's name or a component, received ${type}`);
  checkName(type, "a tag");
  const { dangerouslySetInnerHTML: raw, children: given, ...attributes } = properties ?? {};
  const start = `<${type}${Object.entries(attributes).map(writeAttribute).join("")}>`;
  if (VOID.has(type)) return new Markup(HTML_TYPE, start);
  const content = children.length > 0 ? children : given;
  const text = raw === undefined ? writeChild(content) : String((raw as { __html: unknown }).__html);
  return new Markup(HTML_TYPE, `${start}${text}</${type}>`);
}

/** What `<>…</>` is compiled to: its children alone. */
createMarkup.Fragment = ({ children }: Properties): unknown => children;

function writeChild(value: unknown): string {
  if (value === null || value === undefined || typeof value === "boolean") return "";
  if (value instanceof Markup) return value.text;
  if (Array.isArray(value)) return value.map(writeChild).join("");
  if (typeof value === "object" && "then" in value) {
    throw new TypeError("JSX: expected a child to be text or markup, received a promise: await it first");
  }
  return escapeHtml(String(value));
}

function writeAttribute([key, value]: [string, unknown]): string {
  if (key === "key" || key === "ref" || value === null || value === undefined) return "";
  const name = ATTRIBUTES[key] ?? key;
  checkName(name, "an attribute");
  if (typeof value === "function") {
    throw new TypeError(`JSX: attribute ${key}: expected text, received a function, which HTML can't hold`);
  }
  const isStated = /^(aria|data)-/.test(name);
  if (value === false && !isStated) return "";
  if (value === true && !isStated) return ` ${name}`;
  const text = name === "style" && typeof value === "object" ? writeStyle(value) : String(value);
  return ` ${name}="${escapeHtml(text)}"`;
}

function writeStyle(style: object): string {
  const declarations: string[] = [];
  for (const [key, value] of Object.entries(style) as [string, unknown][]) {
    if (value === null || value === undefined || typeof value === "boolean") continue;
    const name = key.startsWith("--") ? key : key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
    const isLength = typeof value === "number" && value !== 0 && !UNITLESS.has(name) && !key.startsWith("--");
    declarations.push(`${name}: ${String(value)}${isLength ? "px" : ""}`);
  }
  return declarations.join("; ");
}

function checkName(name: string, what: string): void {
  // Anything else would end the tag or begin another attribute.
  if (/^[^\s"'<>/=\0]+$/.test(name)) return;
  throw new TypeError(`JSX: expected the name of ${what}, received ${JSON.stringify(name)}`);
}
