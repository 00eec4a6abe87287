// The emulated ServiceNow as the sandbox's shell takes it. It serves no path yet.
import { Edge } from "../edge.ts";
import type { SandboxVendor, SharedParts } from "../vendor.ts";

export async function createServiceNow(shared: SharedParts): Promise<SandboxVendor> {
  const edge = new Edge({
    ...shared,
    vendor: "servicenow",
    contentType: "application/json;charset=UTF-8",
    latencyMs: () => shared.latencyMs(),
    isWrite: (method) => method !== "GET",
    normalizePath: (path) => path,
    notFound: () => ({ status: 404 }),
    faultAnswer: (fault) => ({ status: fault.status ?? 503 }),
    expireTokens: () => undefined,
    admit: () => null,
    finish: (_call, answer) => answer,
  });
  return {
    edge,
    settings: {},
    controlPaths: [],
    expireTokens: () => undefined,
    clients: () => ({ baseUrl: edge.url }),
    addControl: () => undefined,
  };
}
