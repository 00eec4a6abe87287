// Where vendors call: verified, stored durably, and only then answered 2xx.
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from "fastify";
import type { ServerConfig } from "../core/config/types.ts";
import { AuthError, IntegrationError, PermanentError } from "../core/contract/errors.ts";
import type { WebhookRequest } from "../core/contract/webhook.ts";
import { sides } from "../core/store/rows.ts";
import { acceptHints } from "../core/sync/observe/observe.ts";
import type { EngineContext } from "../core/sync/types.ts";
import type { App } from "./app.ts";

const maxBodyBytes = 1024 * 1024;

export interface WebhookServer {
  /** Accepts nothing more; resolves once what was accepted is answered. */
  close(): Promise<void>;
}

/** What calls are answered from: the configuration of the moment. */
export interface WebhookContext {
  readonly engine: EngineContext;
  app(): Pick<App, "config" | "connectionOf">;
  /** Something came in for the sync. */
  wake(sync: string): void;
}

type WebhookCall = FastifyRequest<{ Params: { connection: string; "*"?: string } }>;

/** Listens until closed. @throws PermanentError E_PORT_IN_USE. */
export async function startWebhookServer(
  server: ServerConfig,
  context: WebhookContext,
): Promise<WebhookServer> {
  const fastify = Fastify({ bodyLimit: maxBodyBytes, forceCloseConnections: "idle" });
  // The signature is over the bytes as they came: nothing may parse them first.
  fastify.removeAllContentTypeParsers();
  fastify.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  addProbes(fastify);
  addWebhookRoutes(fastify, context);
  try {
    await fastify.listen({ host: server.host, port: server.port });
  } catch (error) {
    throw portFault(error, server);
  }
  return { close: () => fastify.close() };
}

/** `/livez`: the loop turns. `/readyz`: work can be accepted and stored. Vendors that are down fail neither. */
function addProbes(fastify: FastifyInstance): void {
  fastify.get("/livez", async () => ({ status: "pass" }));
  fastify.get("/readyz", async () => ({ status: "pass" }));
}

/** What stands behind the connection may be a secret that tells the vendor from others: it is logged nowhere. */
function addWebhookRoutes(fastify: FastifyInstance, context: WebhookContext): void {
  const answer = async (request: WebhookCall, reply: FastifyReply) => {
    const { connection, "*": rest = "" } = request.params;
    try {
      const accepted = await receive(context, connection, {
        headers: request.headers as Record<string, string | undefined>,
        rawBody: Buffer.isBuffer(request.body) ? request.body : new Uint8Array(),
        rest,
      });
      return await reply.code(accepted ? 202 : 404).send();
    } catch (error) {
      context.engine.log.warn("webhook.refused", {
        connection,
        code: error instanceof IntegrationError ? error.code : "E_INTERNAL",
      });
      // 503 asks the vendor to call again: the event could not be stored.
      return await reply.code(statusOf(error)).send();
    }
  };
  fastify.post("/webhooks/:connection", answer);
  fastify.post("/webhooks/:connection/*", answer);
}

async function receive(
  { engine, app: appNow, wake }: WebhookContext,
  name: string,
  request: WebhookRequest,
): Promise<boolean> {
  const app = appNow();
  if (!app.config.connections.has(name)) return false;
  const { webhooks } = await app.connectionOf(name);
  if (!webhooks) return false;
  const hints = await webhooks.receive(request);
  for (const [sync, settings] of app.config.syncs) {
    const mine = sides.filter((side) => settings[side].connection === name);
    for (const side of mine) await acceptHints(engine, { sync, side, object: settings[side].object }, hints);
    if (mine.length > 0) wake(sync);
  }
  return true;
}

function statusOf(error: unknown): number {
  if (error instanceof AuthError) return 401;
  if (error instanceof IntegrationError && error.code === "E_INPUT") return 400;
  return 503;
}

function portFault(error: unknown, { host, port }: ServerConfig): unknown {
  const code = error instanceof Error && "code" in error ? error.code : "";
  if (code !== "EADDRINUSE" && code !== "EACCES" && code !== "EADDRNOTAVAIL") return error;
  const message = `${host}:${port} can't be listened on (${code})`;
  return new PermanentError({
    code: "E_PORT_IN_USE",
    message,
    hint: "Set `server.listen` to a free address.",
    cause: error,
  });
}
