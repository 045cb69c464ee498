import { render, screen } from "@testing-library/react";
import { expect, it, vi } from "vitest";

import { ErrorBoundary } from "./ErrorBoundary";

function Broken(): never {
  throw new Error("a mistake in the code");
}

it("shows a way out when the code of a page fails", () => {
  const log = vi.spyOn(console, "error").mockReturnValue();

  render(
    <ErrorBoundary>
      <Broken />
    </ErrorBoundary>,
  );

  expect(screen.getByRole("alert")).toHaveTextContent("Something went wrong");
  expect(screen.getByRole("link")).toHaveAttribute("href", "/");
  expect(log).toHaveBeenCalled();
});

it("is not seen otherwise", () => {
  render(<ErrorBoundary>All is well</ErrorBoundary>);

  expect(screen.getByText("All is well")).toBeVisible();
});
