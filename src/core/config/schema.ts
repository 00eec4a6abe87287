// The schema of integ.yaml for everything but the connectors' own settings. Unknown keys are errors.
import { z } from "zod";
import { Features, Http, OAuth, Security } from "./schema-connection.ts";
import { Monitoring } from "./schema-monitoring.ts";
import { Sync } from "./schema-sync.ts";
import { Duration } from "./schema-values.ts";
import { parseListen, parsePublicUrl } from "./server-address.ts";

export const namePattern = /^[a-z][a-z0-9-]{0,62}$/;

const Name = z
  .string()
  .regex(namePattern, "a name starts with a-z and has only a-z, 0-9 and - (63 at most)")
  .describe("A name you choose: a-z first, then a-z, 0-9 and -");

/** Keys every connection may have beside its connector's own. */
export const ConnectionBase = z.looseObject({
  connector: z.string().min(1).describe("A connector's name, or package:NAME"),
  timeout: Duration.optional().describe("Longest wait for one call to the vendor"),
  concurrency: z
    .number()
    .int()
    .min(1)
    .max(100)
    .optional()
    .describe("Most calls to the vendor at the same time"),
  http: Http.optional().describe("How the vendor is called"),
  oauth: OAuth.optional().describe("Our client at the vendor's sign-in"),
  features: Features.optional().describe("What of the connection is used"),
});

/** Keys of a connection that are integ's own, not its connector's. */
export const connectionKeys: readonly string[] = Object.keys(ConnectionBase.shape);

export const Server = z.strictObject({
  listen: z
    .string()
    .refine(
      (text) => parseListen(text) !== null,
      "an address is HOST:PORT, like 127.0.0.1:8787 or [::1]:8787",
    )
    .default("127.0.0.1:8787")
    .describe("HOST:PORT"),
  publicUrl: z
    .string()
    .refine((text) => parsePublicUrl(text) !== null, "a public URL is http(s)://HOST[/PATH] without ? or #")
    .optional()
    .describe("How vendors reach this server, for webhooks"),
});

/** The file as a whole. A section that is left empty (`syncs:`) counts as empty, not as wrong. */
export const ConfigFile = z.strictObject({
  connections: z.record(Name, ConnectionBase).nullable(),
  syncs: z.record(Name, Sync).nullish(),
  server: Server.nullish(),
  security: Security.nullish().describe("What holds for every connection that says nothing else"),
  monitoring: Monitoring.nullish().describe("From when on health warns or fails"),
});

export type ConfigFile = z.infer<typeof ConfigFile>;
