// What the server says of itself: which product it is, and of which version.
import type { Answer, Call } from "../edge.ts";
import { stampOf } from "./model.ts";
import type { Deployment } from "./settings.ts";
import type { Site } from "./site.ts";

const VERSIONS: Readonly<Record<Deployment, readonly number[]>> = {
  cloud: [1001, 0, 0],
  "data-center-9": [9, 12, 15],
  "data-center-10": [10, 3, 2],
  "data-center-11": [11, 0, 1],
};

export function serverInfo(site: Site, call: Call): Answer {
  const numbers = VERSIONS[site.settings.deployment];
  const now = stampOf(site.clock.now());
  return {
    status: 200,
    body: {
      baseUrl: call.baseUrl,
      ...(site.isCloud ? { displayUrl: call.baseUrl } : {}),
      version: site.isCloud ? "1001.0.0-SNAPSHOT" : numbers.join("."),
      versionNumbers: [...numbers],
      deploymentType: site.isCloud ? "Cloud" : "Server",
      buildNumber: 100_287,
      buildDate: now,
      serverTime: now,
      scmInfo: "0000000000000000000000000000000000000000",
      serverTitle: "Jira (sandbox)",
    },
  };
}
