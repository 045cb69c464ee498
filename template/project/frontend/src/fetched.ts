import { useCallback, useEffect, useState } from "react";

/** Something that is fetched: on its way, not to be had, or here. */
export type Fetched<T> =
  { state: "loading" } | { state: "failed"; error: Error } | { state: "loaded"; value: T };

/** Fetches when first shown and when `load` changes; the second value tries again. */
export function useFetched<T>(load: (signal: AbortSignal) => Promise<T>): [Fetched<T>, () => void] {
  const [fetched, setFetched] = useState<Fetched<T>>({ state: "loading" });
  const [attempt, setAttempt] = useState(0);

  useEffect(() => {
    const controller = new AbortController();
    const { signal } = controller;
    load(signal).then(
      (value) => {
        if (!signal.aborted) setFetched({ state: "loaded", value });
      },
      (error: unknown) => {
        if (!signal.aborted) setFetched({ state: "failed", error: asError(error) });
      },
    );
    return () => {
      controller.abort();
    };
  }, [load, attempt]);

  const retry = useCallback(() => {
    setFetched({ state: "loading" });
    setAttempt((previous) => previous + 1);
  }, []);

  return [fetched, retry];
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
