// usage: pages.mjs CHROMIUM FILE...: what axe-core finds on pages, light on a large screen and dark on a small one, a line each.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";

const [executablePath, ...files] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
for (const file of files) {
  for (const [width, colorScheme] of [[1280, "light"], [400, "dark"]]) {
    const page = await browser.newPage({ viewport: { width, height: 800 }, colorScheme, bypassCSP: true });
    await page.goto(pathToFileURL(file).href);
    await page.evaluate(axe);
    // What the theme of the site puts around the text, its tables and its code is not ours.
    const { violations } = await page.evaluate(() => document.querySelector("article.md-content__inner")
      ? axe.run({ include: ["article.md-content__inner"], exclude: [".md-code__nav"] },
        { rules: { "scrollable-region-focusable": { enabled: false } } }) : axe.run());
    for (const one of violations) console.log(`${file} (${width} px): ${one.id}: ${one.nodes[0].html.slice(0, 150)}`);
    const wider = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    if (wider > 0) console.log(`${file} (${width} px): the page is ${wider} px wider than the screen`);
    await page.close();
  }
}
await browser.close();
