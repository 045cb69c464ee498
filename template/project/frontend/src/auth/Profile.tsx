import { type AccountInfo, InteractionStatus } from "@azure/msal-browser";
import { useMsal } from "@azure/msal-react";
import { useCallback } from "react";

import { fetchMe } from "../api";
import { useFetched } from "../fetched";
import { Loaded } from "../Loaded";
import { useTitle } from "../title";
import { accessToken } from "./client";

/** The page that shows who is signed in. */
export function Profile({ scope }: { scope: string }) {
  useTitle("Profile");
  const { accounts, inProgress } = useMsal();
  const [account] = accounts;
  return (
    <section className="hero">
      <h1>Profile</h1>
      {account !== undefined ? (
        <Details account={account} scope={scope} />
      ) : inProgress === InteractionStatus.None ? (
        <p className="lead">Sign in to see your profile.</p>
      ) : (
        <p role="status" className="loading">
          Loading…
        </p>
      )}
    </section>
  );
}

/** What the API, not the browser, knows of the user: it has checked the token. */
function Details({ account, scope }: { account: AccountInfo; scope: string }) {
  const { instance } = useMsal();
  const load = useCallback(
    async (signal: AbortSignal) => fetchMe(signal, await accessToken(instance, account, scope)),
    [instance, account, scope],
  );
  const [user, retry] = useFetched(load);
  return (
    <Loaded fetched={user} retry={retry}>
      {({ id, name, username }) => (
        <dl className="card">
          <dt>Name</dt>
          <dd>{name ?? "unknown"}</dd>
          <dt>User name</dt>
          <dd>{username ?? "unknown"}</dd>
          <dt>Object id</dt>
          <dd>
            <code>{id}</code>
          </dd>
        </dl>
      )}
    </Loaded>
  );
}
