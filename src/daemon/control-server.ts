// The daemon's ear for the CLI: HTTP with JSON over a Unix socket that only this user can open.
import { chmodSync, rmSync } from "node:fs";
import Fastify, { type FastifyInstance } from "fastify";
import type { ErrorCode } from "../core/contract/error-codes.ts";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import type { HealthReport } from "../core/health/types.ts";
import {
  controlPrefix,
  controlVersion,
  type Hello,
  protocolHeader,
  protocolName,
  type Reloaded,
  type StopAnswer,
} from "./control-protocol.ts";
import { makeSocketPlace } from "./socket-place.ts";

export interface ControlHandlers {
  hello(): Hello;
  health(): Promise<HealthReport>;
  /** Polls a sync now and resolves once what it found is stored. @throws IntegrationError. */
  runSync(name: string, full: boolean): Promise<void>;
  /** Prepares a sync anew and does what was asked for in the store. @throws IntegrationError. */
  prepareSync(name: string): void;
  /** Carries out a plan. @throws IntegrationError when it is refused. */
  applyPlan(name: string, order: { readonly plan: unknown; readonly who: string }): Promise<unknown>;
  /** Something was put into the store by another process. */
  wake(): void;
  /** Takes the configuration over as it is now; `who` asks for it. @throws IntegrationError E_RELOAD_REFUSED. */
  reload(who: string | null): Promise<Reloaded>;
  /** Lets what is under way end, and then the daemon; answers at once. */
  stop(who: string | null): StopAnswer;
}

/** Larger than any plan. */
const mostPlanBytes = 256 * 1024 * 1024;

/**
 * Listens on `socketPath` until released. A socket left by a killed daemon is replaced: the engine lock is held.
 * @throws ConfigError E_STATE_DIR when others could get at the socket's directory.
 */
export async function startControlServer(
  socketPath: string,
  handlers: ControlHandlers,
  releasers: Releaser[],
): Promise<void> {
  const fastify = Fastify({ forceCloseConnections: true });
  speakOneVersion(fastify, handlers);
  addLifeRoutes(fastify, handlers);
  addSyncRoutes(fastify, handlers);
  makeSocketPlace(socketPath);
  rmSync(socketPath, { force: true });
  releasers.push(() => fastify.close());
  await fastify.listen({ path: socketPath });
  chmodSync(socketPath, 0o600);
}

/** Every answer says which protocol it is of; who asks for another one is told both. */
function speakOneVersion(fastify: FastifyInstance, { hello }: ControlHandlers): void {
  const other = (asked: string): IntegrationError =>
    new IntegrationError({
      code: "E_DAEMON_VERSION",
      message: `The running daemon is integ ${hello().version} and speaks ${protocolName}; it was asked for ${asked}`,
    });
  fastify.addHook("onRequest", async (request, reply) => {
    reply.header(protocolHeader, String(controlVersion));
    const asked = request.headers[protocolHeader];
    if (asked !== undefined && asked !== String(controlVersion)) throw other(`integ.control/${asked}`);
  });
  fastify.setNotFoundHandler((request) => {
    throw other(`${request.method} ${request.url}`);
  });
  fastify.setErrorHandler(async (error, _request, reply) => {
    await reply.code(error instanceof IntegrationError ? 409 : 500).send(refusal(error));
  });
}

function refusal(error: unknown): { code: ErrorCode; message: string; hint: string } {
  if (error instanceof IntegrationError)
    return { code: error.code, message: error.message, hint: error.hint };
  return { code: "E_INTERNAL", message: error instanceof Error ? error.message : String(error), hint: "" };
}

interface Asked {
  readonly Body: { readonly who?: string } | undefined;
}

function addLifeRoutes(fastify: FastifyInstance, handlers: ControlHandlers): void {
  fastify.get(`${controlPrefix}/hello`, async () => handlers.hello());
  fastify.get(`${controlPrefix}/health`, () => handlers.health());
  fastify.post<Asked>(`${controlPrefix}/reload`, ({ body }) => handlers.reload(body?.who ?? null));
  fastify.post<Asked>(`${controlPrefix}/stop`, async ({ body }) => handlers.stop(body?.who ?? null));
  fastify.post(`${controlPrefix}/wake`, async () => {
    handlers.wake();
    return { woken: true };
  });
}

function addSyncRoutes(fastify: FastifyInstance, handlers: ControlHandlers): void {
  fastify.post<{ Params: { name: string }; Querystring: { full?: string } }>(
    `${controlPrefix}/syncs/:name/run`,
    async ({ params, query }) => {
      await handlers.runSync(params.name, query.full === "true");
      return { observed: true };
    },
  );
  fastify.post<{ Params: { name: string } }>(`${controlPrefix}/syncs/:name/prepare`, async ({ params }) => {
    handlers.prepareSync(params.name);
    return { preparing: true };
  });
  fastify.post<{ Params: { name: string }; Body: { plan: unknown; who: string } }>(
    `${controlPrefix}/syncs/:name/apply`,
    { bodyLimit: mostPlanBytes },
    ({ params, body }) => handlers.applyPlan(params.name, body),
  );
}
