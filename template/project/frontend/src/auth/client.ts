import {
  type AccountInfo,
  InteractionRequiredAuthError,
  type IPublicClientApplication,
  PublicClientApplication,
} from "@azure/msal-browser";

import type { AuthConfig } from "../api";

let client: IPublicClientApplication | undefined;

/** The one client of the page: two would share, and spoil, each other's state. */
export function clientFor(config: AuthConfig): IPublicClientApplication {
  return (client ??= new PublicClientApplication({
    auth: {
      clientId: config.client_id,
      authority: `https://login.microsoftonline.com/${config.tenant_id}`,
      redirectUri: `${window.location.origin}/redirect.html`,
      postLogoutRedirectUri: window.location.origin,
    },
    cache: { cacheLocation: "sessionStorage" },
  }));
}

/** Returns an access token, without asking the user if that is possible. */
export async function accessToken(
  client: IPublicClientApplication,
  account: AccountInfo,
  scope: string,
): Promise<string> {
  const request = { account, scopes: [scope] };
  try {
    return (await client.acquireTokenSilent(request)).accessToken;
  } catch (error) {
    // The user has to consent or to sign in again; the browser leaves this page.
    if (error instanceof InteractionRequiredAuthError) await client.acquireTokenRedirect(request);
    throw error;
  }
}
