import {
  type EventMessage,
  EventType,
  InteractionStatus,
  InteractionType,
} from "@azure/msal-browser";
import { useMsal } from "@azure/msal-react";
import { useEffect, useState } from "react";

/** Who is signed in, and the button to sign in or out. */
export function AccountMenu({ scope }: { scope: string }) {
  const { instance, accounts, inProgress } = useMsal();
  const [failed, setFailed] = useState(false);
  const [account] = accounts;

  useEffect(() => {
    // Without this a sign-in that Entra ID refuses would end in silence.
    const onFailure = ({ interactionType }: EventMessage) => {
      if (interactionType === InteractionType.Redirect) setFailed(true);
    };
    const id = instance.addEventCallback(onFailure, [EventType.ACQUIRE_TOKEN_FAILURE]);
    return () => {
      if (id !== null) instance.removeEventCallback(id);
    };
  }, [instance]);

  const run = (interaction: Promise<void>) => {
    setFailed(false);
    interaction.catch(() => {
      setFailed(true);
    });
  };
  const busy = inProgress !== InteractionStatus.None;

  return (
    <>
      {failed && (
        <span role="alert" className="problem">
          The sign-in failed.
        </span>
      )}
      {account === undefined ? (
        <button
          type="button"
          disabled={busy}
          onClick={() => {
            run(instance.loginRedirect({ scopes: [scope] }));
          }}
        >
          Sign in
        </button>
      ) : (
        <>
          <span>{account.name ?? account.username}</span>
          <button
            type="button"
            className="quiet"
            disabled={busy}
            onClick={() => {
              run(instance.logoutRedirect({ account }));
            }}
          >
            Sign out
          </button>
        </>
      )}
    </>
  );
}
