import { renderHook, waitFor } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { useFetched } from "./fetched";

it("gives up what is on its way when it is no longer shown", () => {
  const load = vi.fn((signal: AbortSignal) => new Promise<never>(() => signal));

  const { unmount } = renderHook(() => useFetched(load));
  const signal = load.mock.calls[0]?.[0];
  expect(signal?.aborted).toBe(false);
  unmount();

  expect(signal?.aborted).toBe(true);
});

it("makes an error of whatever was thrown", async () => {
  // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
  const load = () => Promise.reject("no error object");

  const { result } = renderHook(() => useFetched(load));

  await waitFor(() => {
    expect(result.current[0]).toEqual({ state: "failed", error: new Error("no error object") });
  });
});
