// An address of this machine that nobody else uses, registered at both emulated vendors.
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Workshop } from "../commands/workshop.ts";

export async function registerRedirect(shop: Workshop): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  server.close();
  await once(server, "close");
  const url = `http://localhost:${port}/callback`;
  const redirectUrls = [url];
  await shop.control("POST", "/settings", { salesforce: { redirectUrls }, zendesk: { redirectUrls } });
  return url;
}
