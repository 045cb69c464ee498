// Signs in, reads the profile, renews the token in two ways, signs out: node sign-in.mjs URL ENTRA_PORT
import { browse, signIn } from "./browser.mjs";

const [url, entraPort] = process.argv.slice(2);

/** Takes kinds of tokens from the session, so that MSAL has to get new ones. */
function forget(page, pattern) {
  return page.evaluate((source) => {
    const keys = Object.keys(sessionStorage).filter((key) => new RegExp(source, "i").test(key));
    for (const key of keys) sessionStorage.removeItem(key);
    return keys.length;
  }, pattern);
}

async function profile(page) {
  await page.goto(`${url}/profile`);
  await page.getByText("ada@example.com").waitFor();
  return page.locator("main").innerText();
}

const result = await browse(entraPort, async (page) => {
  await page.goto(`${url}/profile`);
  await page.getByText("Sign in to see your profile.").waitFor();
  await signIn(page);
  await page.getByText("ada@example.com").waitFor();
  const landed = page.url();
  const first = await profile(page);

  const accessTokens = await forget(page, "[|]accesstoken[|]");
  const refreshed = await profile(page);
  const refreshTokens = await forget(page, "[|](access|refresh)token[|]");
  const framed = await profile(page);

  await page.getByRole("button", { name: "Sign out" }).click();
  await page.getByRole("button", { name: "Sign in" }).waitFor();
  return { landed, first, refreshed, framed, forgotten: { accessTokens, refreshTokens } };
});
console.log(JSON.stringify(result));
