// The daemon's ear for the CLI: HTTP with JSON over a Unix socket that only this user can open.
import { chmodSync, mkdirSync, rmSync } from "node:fs";
import { dirname } from "node:path";
import Fastify from "fastify";
import { IntegrationError } from "../core/contract/errors.ts";
import type { Releaser } from "../core/contract/runtime.ts";
import type { HealthReport } from "../core/health/types.ts";

export interface ControlHandlers {
  health(): Promise<HealthReport>;
  /** Polls a sync now and resolves once what it found is stored. @throws IntegrationError. */
  runSync(name: string, full: boolean): Promise<void>;
  /** Prepares a sync anew and does what was asked for in the store. @throws IntegrationError. */
  prepareSync(name: string): void;
  /** Carries out a plan. @throws IntegrationError when it is refused. */
  applyPlan(name: string, order: { readonly plan: unknown; readonly who: string }): Promise<unknown>;
  /** Something was put into the store by another process. */
  wake(): void;
}

/** Version of this protocol, in every path; a client of another version gets 404. */
export const controlPrefix = "/v1";

/** Larger than any plan. */
const mostPlanBytes = 256 * 1024 * 1024;

/** Listens on `socketPath` until released. A socket left by a killed daemon is replaced: the engine lock is held. */
export async function startControlServer(
  socketPath: string,
  handlers: ControlHandlers,
  releasers: Releaser[],
): Promise<void> {
  const fastify = Fastify({ forceCloseConnections: true });
  fastify.setErrorHandler(async (error, _request, reply) => {
    const ours = error instanceof IntegrationError;
    await reply.code(ours ? 409 : 500).send({
      code: ours ? error.code : "E_INTERNAL",
      message: error instanceof Error ? error.message : String(error),
      hint: ours ? error.hint : "",
    });
  });
  fastify.get(`${controlPrefix}/health`, () => handlers.health());
  fastify.post(`${controlPrefix}/wake`, async () => {
    handlers.wake();
    return { woken: true };
  });
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
  mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
  rmSync(socketPath, { force: true });
  releasers.push(() => fastify.close());
  await fastify.listen({ path: socketPath });
  chmodSync(socketPath, 0o600);
}
