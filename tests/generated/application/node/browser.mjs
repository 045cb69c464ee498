// Chromium for the scenarios: every name but localhost leads to the stand-in for Entra ID.
import { chromium } from "playwright-core";

export async function browse(entraPort, scenario, options = {}) {
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
      "--ignore-certificate-errors",
      `--host-resolver-rules=MAP login.microsoftonline.com:443 127.0.0.1:${entraPort}`,
    ],
  });
  try {
    const page = await browser.newPage(options);
    page.setDefaultTimeout(30_000);
    const complaints = [];
    page.on("console", (message) => {
      if (message.type() === "error") complaints.push(message.text());
    });
    page.on("pageerror", (error) => complaints.push(`uncaught: ${error.message}`));
    const result = await scenario(page).catch(async (error) => {
      const text = await page.locator("body").innerText();
      throw new Error(`${page.url()}\n${text}\n${complaints.join("\n")}`, { cause: error });
    });
    return { ...result, complaints };
  } finally {
    await browser.close();
  }
}

/** Signs in on the present page. */
export async function signIn(page) {
  await page.getByRole("button", { name: "Sign in", disabled: false }).click();
  await page.getByRole("button", { name: "Sign out" }).waitFor();
}
