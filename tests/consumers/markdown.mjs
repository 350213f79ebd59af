// usage: markdown.mjs DIRECTORY: what hostile text became in the Markdown reports, a line each.
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { HtmlRenderer, Parser } from "commonmark";
import { fromHtml } from "hast-util-from-html";
import MarkdownIt from "markdown-it";
import { marked } from "marked";
import rehypeRaw from "rehype-raw";
import rehypeStringify from "rehype-stringify";
import remarkGfm from "remark-gfm";
import remarkParse from "remark-parse";
import remarkRehype from "remark-rehype";
import { unified } from "unified";

// HTML in the text stays HTML: what a report does not escape is seen as an element.
const remark = unified().use(remarkParse).use(remarkGfm).use(remarkRehype, { allowDangerousHtml: true })
  .use(rehypeRaw).use(rehypeStringify);
const renderers = {
  commonmark: (text) => new HtmlRenderer().render(new Parser().parse(text)),
  "markdown-it": (text) => new MarkdownIt({ html: true, linkify: true }).render(text),
  marked: (text) => marked.parse(text, { gfm: true }),
  "remark-gfm": (text) => String(remark.processSync(text)),
};
const OWN = "https://github.com/corscheck/corscheck/";
const ALLOWED = new Set(["h1", "h2", "h3", "p", "ul", "li", "pre", "code", "a"]);

const textOf = (node) => node.value ?? (node.children ?? []).map(textOf).join("");
const problem = (node) => {
  if (node.type === "comment") return "a comment";
  if (node.type !== "element") return null;
  const { href, className, ...others } = node.properties;
  if (!ALLOWED.has(node.tagName)) return `<${node.tagName}>`;
  if (Object.keys(others).length) return `attributes ${Object.keys(others)} of <${node.tagName}>`;
  if (className && !/^language-(text|diff|ini)$/.test(className.join(" "))) return `class ${className}`;
  // remark-gfm links addresses even where they are escaped; the text of such a link is its address.
  const text = textOf(node);
  if (href && !href.startsWith(OWN) && ![text, `http://${text}`, `mailto:${text}`].includes(href)) return `a link to ${href}`;
  return null;
};
const walk = (node, found) => {
  const one = problem(node);
  if (one) found.push(one);
  for (const child of node.children ?? []) walk(child, found);
  return found;
};

const directory = process.argv[2];
for (const name of readdirSync(directory).filter((one) => one.endsWith(".md")).sort()) {
  const text = readFileSync(join(directory, name), "utf8");
  for (const [renderer, render] of Object.entries(renderers)) {
    for (const found of walk(fromHtml(render(text), { fragment: true }), [])) {
      console.log(`${renderer}: ${name}: ${found}`);
    }
  }
}
