import { useTitle } from "../title";

/** The page for an address that leads nowhere. */
export function NotFound() {
  useTitle("Page not found");
  return (
    <section className="hero">
      <p className="badge">404</p>
      <h1>Page not found</h1>
      <p className="lead">There is nothing at this address.</p>
      <a className="button" href="/">
        Go to the start page
      </a>
    </section>
  );
}
