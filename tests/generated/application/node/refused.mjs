// Begins a sign-in that Entra ID refuses: node refused.mjs URL ENTRA_PORT
import { browse } from "./browser.mjs";

const [url, entraPort] = process.argv.slice(2);
const result = await browse(entraPort, async (page) => {
  await page.goto(url);
  await page.getByRole("button", { name: "Sign in", disabled: false }).click();
  return { said: await page.getByRole("alert").innerText() };
});
console.log(JSON.stringify(result));
