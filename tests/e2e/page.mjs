// Opens pages in headless Chromium, in light and dark, and holds them against axe-core: page.mjs FILE.html...
// CHROMIUM names the browser. Prints one line a page and scheme; exit 1 if there is a violation, 3 if a tool is missing.
import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import { resolve } from "node:path";
import { pathToFileURL } from "node:url";

const require = createRequire(resolve(process.env.WARDROUND_NODE_MODULES ?? "node_modules", "package.json"));
let chromium, axe;
try {
  ({ chromium } = require("playwright-core"));
  axe = require.resolve("axe-core/axe.min.js");
} catch {
  console.log("playwright-core and axe-core are not installed");
  process.exit(3);
}
const executablePath = process.env.CHROMIUM ?? "/usr/bin/chromium";
if (!existsSync(executablePath)) {
  console.log(`${executablePath} is not there`);
  process.exit(3);
}
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
let failed = false;
for (const file of process.argv.slice(2)) {
  for (const colorScheme of ["light", "dark"]) {
    for (const width of [1000, 360]) {
      // The page forbids scripts; axe-core is one.
      const context = await browser.newContext({ colorScheme, bypassCSP: true, viewport: { width, height: 1400 } });
      const page = await context.newPage();
      const errors = [];
      page.on("pageerror", (error) => errors.push(String(error)));
      page.on("request", (request) => request.url().startsWith("file:") || errors.push(`asks for ${request.url()}`));
      await page.goto(pathToFileURL(resolve(file)).href);
      const sideways = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
      if (process.env.WARDROUND_SHOTS) await page.screenshot({ path: `${process.env.WARDROUND_SHOTS}/${colorScheme}-${width}.png`, fullPage: true });
      await page.addScriptTag({ path: axe });
      const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations", "passes"] }));
      console.log(`${file} ${colorScheme} ${width}: ${violations.length} violations, ${passes.length} rules passed, ${sideways} px sideways, ${errors.length} errors`);
      for (const one of violations) console.log(`  ${one.id}: ${one.help}: ${one.nodes.slice(0, 3).map((node) => node.html).join(" | ")}`);
      for (const one of errors) console.log(`  ${one}`);
      failed ||= violations.length > 0 || passes.length === 0 || sideways > 0 || errors.length > 0;
      await context.close();
    }
  }
}
await browser.close();
process.exit(failed ? 1 : 0);
