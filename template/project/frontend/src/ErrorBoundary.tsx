import { Component, type ReactNode } from "react";

/** Shows a way out when the code of a page fails, instead of an empty window. */
export class ErrorBoundary extends Component<{ children: ReactNode }, { failed: boolean }> {
  override state = { failed: false };

  static getDerivedStateFromError() {
    return { failed: true };
  }

  override render() {
    if (!this.state.failed) return this.props.children;
    return (
      <main className="hero" role="alert">
        <h1>Something went wrong</h1>
        <p className="lead">This page has stopped. The start page may still work.</p>
        <a className="button" href="/">
          Go to the start page
        </a>
      </main>
    );
  }
}
