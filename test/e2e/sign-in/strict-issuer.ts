// A token endpoint that rotates strictly: each refresh token works once, and its second use revokes what came of it.
// Now and then it kills whoever asked, at some moment around its answer.
import { once } from "node:events";
import http from "node:http";
import type { AddressInfo } from "node:net";

export interface Sending {
  readonly pid: number;
  readonly token: string;
}

export interface StrictIssuer {
  readonly url: string;
  readonly sendings: readonly Sending[];
  /** Renewals granted. */
  readonly granted: () => number;
  readonly isLive: (token: string) => boolean;
  /** A new refresh token, as somebody who signs in anew gets one. */
  signIn(): string;
  close(): void;
}

export async function startIssuer(killEvery: number, kill: (pid: number) => void): Promise<StrictIssuer> {
  const family = new Map<string, number>();
  const live = new Set<string>();
  const sendings: Sending[] = [];
  let families = 0;
  let granted = 0;

  const signIn = (): string => {
    families += 1;
    return issue(families);
  };
  const issue = (ofFamily: number): string => {
    const token = `r-${ofFamily}-${family.size}`;
    family.set(token, ofFamily);
    live.add(token);
    return token;
  };
  const server = http.createServer(async (request, response) => {
    let body = "";
    for await (const chunk of request) body += String(chunk);
    const form = new URLSearchParams(body);
    const token = form.get("refresh_token") ?? "";
    const pid = Number(form.get("client_id"));
    const isGranted = live.delete(token);
    if (isGranted) granted += 1;
    else revokeFamilyOf(token);
    const isFatal = isGranted && granted % killEvery === 0;
    sendings.push({ pid, token });
    const next = isGranted ? issue(family.get(token) ?? 0) : null;
    // Before, with and at some time after the answer, so that each step towards the disk is hit.
    const moment = (granted / killEvery) % 5;
    if (isFatal && moment === 0) kill(pid);
    response.writeHead(next === null ? 400 : 200, { "content-type": "application/json" });
    response.end(JSON.stringify(next === null ? { error: "invalid_grant" } : answer(granted, next)));
    if (isFatal && moment > 0) setTimeout(kill, [0, 0, 2, 5, 12][moment], pid);
  });
  const revokeFamilyOf = (token: string): void => {
    for (const other of live) if (family.get(other) === family.get(token)) live.delete(other);
  };
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/token`,
    sendings,
    granted: () => granted,
    isLive: (token) => live.has(token),
    signIn,
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

const answer = (count: number, refreshToken: string) => ({
  access_token: `a-${count}`,
  refresh_token: refreshToken,
});
