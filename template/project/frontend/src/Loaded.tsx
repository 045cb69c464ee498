import type { ReactNode } from "react";

import type { Fetched } from "./fetched";

interface PendingProps {
  fetched: Exclude<Fetched<unknown>, { state: "loaded" }>;
  retry: () => void;
}

/** Says that something is on its way, or that it did not arrive. */
export function Pending({ fetched, retry }: PendingProps) {
  if (fetched.state === "loading") {
    return (
      <p role="status" className="loading">
        Loading…
      </p>
    );
  }
  return (
    <div role="alert" className="problem">
      <p>This could not be loaded. {fetched.error.message}</p>
      <button type="button" onClick={retry}>
        Try again
      </button>
    </div>
  );
}

interface LoadedProps<T> {
  fetched: Fetched<T>;
  retry: () => void;
  children: (value: T) => ReactNode;
}

/** Shows what was fetched, or how the fetching goes. */
export function Loaded<T>({ fetched, retry, children }: LoadedProps<T>) {
  if (fetched.state === "loaded") return children(fetched.value);
  return <Pending fetched={fetched} retry={retry} />;
}
