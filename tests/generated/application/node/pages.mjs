// Takes pictures of the pages and lets axe look at them: node pages.mjs URL ENTRA_PORT FOLDER NAME
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { browse, signIn } from "./browser.mjs";

const [url, entraPort, folder, name] = process.argv.slice(2);
const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const VIEWS = {
  desktop: { viewport: { width: 1280, height: 800 } },
  dark: { viewport: { width: 1280, height: 800 }, colorScheme: "dark" },
  mobile: { viewport: { width: 390, height: 844 } },
};

/** Returns what is wrong with the present page: rules that it breaks, and whether it must be scrolled sideways. */
async function look(page, picture) {
  await page.screenshot({ path: `${folder}/${picture}.png`, fullPage: true });
  // Evaluated by the browser's own means: the page's policy allows no script but its own.
  const { violations } = await page.evaluate(`${axe}; axe.run(document)`);
  const wide = await page.evaluate("document.documentElement.scrollWidth > window.innerWidth");
  return { picture, violations: violations.map(({ id, nodes }) => `${id}: ${nodes[0].html}`), wide };
}

async function pages(page, view, hasSignIn) {
  const seen = [];
  await page.goto(url);
  await page.getByText("Hello from").waitFor();
  seen.push(await look(page, `${name}-home-${view}`));
  await page.goto(`${url}/no-such-page`);
  await page.getByRole("heading", { name: "Page not found" }).waitFor();
  seen.push(await look(page, `${name}-not-found-${view}`));
  if (hasSignIn) {
    await page.goto(`${url}/profile`);
    await signIn(page);
    await page.getByText("ada@example.com").waitFor();
    seen.push(await look(page, `${name}-profile-${view}`));
    await page.goto(url);
    await page.getByText("Hello from").waitFor();
    await page.getByRole("button", { name: "Sign out", disabled: false }).waitFor();
    seen.push(await look(page, `${name}-signed-in-${view}`));
  }
  await page.route("**/api/v1/hello", (route) => route.fulfill({ status: 503 }));
  await page.goto(url);
  await page.getByRole("alert").waitFor();
  seen.push(await look(page, `${name}-problem-${view}`));
  return seen;
}

const hasSignIn = (await (await fetch(`${url}/api/v1/config`)).json()).auth !== undefined;
const looks = [];
for (const [view, options] of Object.entries(VIEWS)) {
  const { seen } = await browse(entraPort, async (page) => ({ seen: await pages(page, view, hasSignIn) }), options);
  looks.push(...seen);
}
console.log(JSON.stringify(looks));
