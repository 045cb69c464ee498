import { useEffect } from "react";

import { name } from "./product.json";

/** Names the page in the browser's tab, where a screen reader begins. */
export function useTitle(page?: string) {
  useEffect(() => {
    document.title = page === undefined ? name : `${page} · ${name}`;
  }, [page]);
}
