import {
  type AuthenticationResult,
  EventType,
  InteractionRequiredAuthError,
  InteractionType,
} from "@azure/msal-browser";
import { MsalProvider } from "@azure/msal-react";
import { act, render, screen, waitFor } from "@testing-library/react";
import { userEvent } from "@testing-library/user-event";
import { describe, expect, it } from "vitest";

import { answers, config, stubApi, user } from "../test/api";
import { account, fakeClient } from "../test/client";
import { AccountMenu } from "./AccountMenu";
import { clientFor } from "./client";
import { Profile } from "./Profile";

const { scope } = config.auth;

function renderWith(client: ReturnType<typeof fakeClient>, page: React.ReactNode) {
  render(<MsalProvider instance={client}>{page}</MsalProvider>);
}

async function enabledButton(name: string) {
  const button = await screen.findByRole("button", { name });
  await waitFor(() => {
    expect(button).toBeEnabled();
  });
  return button;
}

describe("AccountMenu", () => {
  it("signs in for the scope of the API", async () => {
    const client = fakeClient();
    renderWith(client, <AccountMenu scope={scope} />);

    await userEvent.click(await enabledButton("Sign in"));

    expect(client.loginRedirect).toHaveBeenCalledWith({ scopes: [scope] });
  });

  it("shows who is signed in, and signs out", async () => {
    const client = fakeClient(account);
    renderWith(client, <AccountMenu scope={scope} />);

    await userEvent.click(await enabledButton("Sign out"));

    expect(screen.getByText("Ada Lovelace")).toBeVisible();
    expect(client.logoutRedirect).toHaveBeenCalledWith({ account });
  });

  it("says when the sign-in cannot begin", async () => {
    const client = fakeClient();
    client.loginRedirect.mockRejectedValue(new Error("no network"));
    renderWith(client, <AccountMenu scope={scope} />);

    await userEvent.click(await enabledButton("Sign in"));

    expect(await screen.findByRole("alert")).toHaveTextContent("The sign-in failed.");
  });

  it("says when the sign-in was refused", async () => {
    const client = fakeClient();
    renderWith(client, <AccountMenu scope={scope} />);
    await enabledButton("Sign in");

    act(() => {
      for (const callback of client.callbacks) {
        callback({
          eventType: EventType.ACQUIRE_TOKEN_FAILURE,
          correlationId: "",
          interactionType: InteractionType.Redirect,
          payload: null,
          error: null,
          timestamp: 0,
        });
      }
    });

    expect(await screen.findByRole("alert")).toHaveTextContent("The sign-in failed.");
  });
});

describe("Profile", () => {
  it("asks visitors to sign in", async () => {
    renderWith(fakeClient(), <Profile scope={scope} />);

    expect(await screen.findByText("Sign in to see your profile.")).toBeVisible();
  });

  it("shows what the API says of the user", async () => {
    const fetch = stubApi(answers);
    const client = fakeClient(account);
    client.acquireTokenSilent.mockResolvedValue({ accessToken: "token" } as AuthenticationResult);

    renderWith(client, <Profile scope={scope} />);

    expect(await screen.findByText("ada@example.com")).toBeVisible();
    expect(client.acquireTokenSilent).toHaveBeenCalledWith({ account, scopes: [scope] });
    expect(fetch.mock.lastCall?.[1].headers).toMatchObject({ Authorization: "Bearer token" });
  });

  it("says when the API refuses the token", async () => {
    stubApi({ ...answers, "/api/v1/me": 401 });
    const client = fakeClient(account);
    client.acquireTokenSilent.mockResolvedValue({ accessToken: "token" } as AuthenticationResult);

    renderWith(client, <Profile scope={scope} />);

    expect(await screen.findByRole("alert")).toHaveTextContent("status 401");
  });

  it("leads to Entra ID when the user has to sign in again", async () => {
    const client = fakeClient(account);
    client.acquireTokenSilent.mockRejectedValue(
      new InteractionRequiredAuthError("login_required", "correlation"),
    );

    renderWith(client, <Profile scope={scope} />);

    expect(await screen.findByRole("alert")).toBeVisible();
    expect(client.acquireTokenRedirect).toHaveBeenCalledWith({ account, scopes: [scope] });
  });

  it("says what is unknown", async () => {
    stubApi({ ...answers, "/api/v1/me": { ...user, name: null, username: null } });
    const client = fakeClient(account);
    client.acquireTokenSilent.mockResolvedValue({ accessToken: "token" } as AuthenticationResult);

    renderWith(client, <Profile scope={scope} />);

    expect(await screen.findAllByText("unknown")).toHaveLength(2);
  });

  it("does not bother the user when the network fails", async () => {
    const client = fakeClient(account);
    client.acquireTokenSilent.mockRejectedValue(new Error("no network"));

    renderWith(client, <Profile scope={scope} />);

    expect(await screen.findByRole("alert")).toHaveTextContent("no network");
    expect(client.acquireTokenRedirect).not.toHaveBeenCalled();
  });
});

describe("clientFor", () => {
  it("uses the tenant and the redirect page, and is the same each time", () => {
    const client = clientFor(config.auth);

    expect(client.getConfiguration().auth).toMatchObject({
      clientId: config.auth.client_id,
      authority: `https://login.microsoftonline.com/${config.auth.tenant_id}`,
      redirectUri: "http://localhost:3000/redirect.html",
    });
    expect(clientFor(config.auth)).toBe(client);
  });
});
