import type { ReactNode } from "react";

import type { Fetched } from "./fetched";

interface Props<T> {
  fetched: Fetched<T>;
  retry: () => void;
  children: (value: T) => ReactNode;
}

/** Shows what was fetched, or how the fetching goes. */
export function Loaded<T>({ fetched, retry, children }: Props<T>) {
  switch (fetched.state) {
    case "loading":
      return <p role="status">Loading…</p>;
    case "failed":
      return (
        <div role="alert">
          <p>This could not be loaded. {fetched.error.message}</p>
          <button type="button" onClick={retry}>
            Try again
          </button>
        </div>
      );
    case "loaded":
      return children(fetched.value);
  }
}
