import { MsalProvider } from "@azure/msal-react";
import type { ReactNode } from "react";

import type { AuthConfig } from "../api";
import { clientFor } from "./client";

/** Gives the components inside it the state of the sign-in. */
export function SignInProvider({ config, children }: { config: AuthConfig; children: ReactNode }) {
  return <MsalProvider instance={clientFor(config)}>{children}</MsalProvider>;
}
