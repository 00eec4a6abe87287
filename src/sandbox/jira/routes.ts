// Where the API is served: at the site under both versions, and for apps below the gateway.
import type { Edge, Handler, Method } from "../edge.ts";
import { GATEWAY } from "./access.ts";
import type { Site } from "./site.ts";

export interface Api {
  readonly site: Site;
  /** Serves `path`, such as `/issue/:issue`, below `/rest/api/2` and `/rest/api/3`. */
  route(method: Method, path: string, handler: Handler): void;
}

export function apiOf(edge: Edge, site: Site): Api {
  return {
    site,
    route(method, path, handler) {
      for (const version of [2, 3])
        for (const prefix of ["", GATEWAY])
          edge.route(method, `${prefix}/rest/api/${version}${path}`, handler);
    },
  };
}

/** The path at the site, whichever way the request came. */
export const sitePath = (path: string): string =>
  path.startsWith(`${GATEWAY}/`) ? path.slice(GATEWAY.length) : path;
