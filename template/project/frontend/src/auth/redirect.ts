import { broadcastResponseToMainFrame } from "@azure/msal-browser/redirect-bridge";

// The page to which Entra ID sends the browser back; it hands the answer to the application.
broadcastResponseToMainFrame().catch((error: unknown) => {
  console.error(error);
  window.location.replace("/");
});
