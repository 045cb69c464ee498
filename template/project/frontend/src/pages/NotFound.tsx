/** The page for an address that leads nowhere. */
export function NotFound() {
  return (
    <>
      <h1>Page not found</h1>
      <p>
        There is nothing at this address. <a href="/">Go to the start page</a>
      </p>
    </>
  );
}
