import {
  type AccountInfo,
  type EventCallbackFunction,
  type IPublicClientApplication,
  Logger,
  stubbedPublicClientApplication,
} from "@azure/msal-browser";
import { vi } from "vitest";

import { config } from "./api";

export const account: AccountInfo = {
  homeAccountId: "home",
  localAccountId: "local",
  environment: "login.microsoftonline.com",
  tenantId: config.auth.tenant_id,
  username: "ada@example.com",
  name: "Ada Lovelace",
};

/** Stands in for MSAL: signed in with the accounts, and silent about everything else. */
export function fakeClient(...accounts: AccountInfo[]) {
  const callbacks: EventCallbackFunction[] = [];
  return {
    ...stubbedPublicClientApplication,
    callbacks,
    initialize: vi.fn(() => Promise.resolve()),
    initializeWrapperLibrary: vi.fn(),
    handleRedirectPromise: vi.fn(() => Promise.resolve(null)),
    getAllAccounts: () => accounts,
    getActiveAccount: () => accounts[0] ?? null,
    getLogger: () => new Logger({}),
    addEventCallback: (callback: EventCallbackFunction) => String(callbacks.push(callback)),
    removeEventCallback: vi.fn(),
    loginRedirect: vi.fn<IPublicClientApplication["loginRedirect"]>(() => Promise.resolve()),
    logoutRedirect: vi.fn<IPublicClientApplication["logoutRedirect"]>(() => Promise.resolve()),
    acquireTokenSilent: vi.fn<IPublicClientApplication["acquireTokenSilent"]>(),
    acquireTokenRedirect: vi.fn<IPublicClientApplication["acquireTokenRedirect"]>(() =>
      Promise.resolve(),
    ),
  };
}
