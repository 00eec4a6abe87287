// The schema of what every connection may say beside its connector's own keys: calls, sign-in, features, security.
import { z } from "zod";
import { Duration, Share, Size } from "./schema-values.ts";

const Path = z.string().min(1).max(4096);
const count = (most: number) => z.number().int().min(1).max(most);
const hostPattern = /^(?:\*\.)?[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?$/i;
const Host = z.string().regex(hostPattern, "a host is a name like api.example.com, or *.example.com");

function isProxyUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, pathname, search, hash } = new URL(text);
  return (protocol === "http:" || protocol === "https:") && pathname === "/" && search === "" && hash === "";
}

function hasUser(text: string): boolean {
  return URL.canParse(text) && (new URL(text).username !== "" || new URL(text).password !== "");
}

const ProxyServer = z.strictObject({
  url: z
    .string()
    .refine(isProxyUrl, { message: "a proxy's URL is http(s)://HOST:PORT and nothing else", abort: true })
    .refine((text) => !hasUser(text), "no user and password here; store them and name them under `secret`")
    .describe("http(s)://HOST:PORT"),
  secret: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/, "the name of a secret has letters, digits and . _ -")
    .optional()
    .describe("Name of the connection's secret that holds USER:PASSWORD"),
  bypass: z.array(Host).optional().describe("Hosts that are called without the proxy"),
});

const TlsBasics = {
  minVersion: z.enum(["TLSv1.2", "TLSv1.3"]).optional().describe("Default TLSv1.2"),
  ciphers: z
    .string()
    .regex(/^[A-Za-z0-9_+!@=:-]{1,2000}$/, "cipher suites are names with : between them")
    .optional()
    .describe("Cipher suites as OpenSSL names them, with : between; default: Node.js's"),
  ca: Path.optional().describe(
    "File with the certificate authorities to trust instead of the built-in ones, PEM",
  ),
};
const Tls = z.strictObject({
  ...TlsBasics,
  certificate: Path.optional().describe("File with our client certificate, PEM"),
  key: Path.optional().describe("File with its private key, PEM"),
});

const ProxyOrOff = z.union([ProxyServer, z.literal("off")]);
const AllowedHosts = z.array(Host).min(1);

export const Http = z.strictObject({
  timeout: Duration.optional().describe("Longest wait for one call; default 30s"),
  connectTimeout: Duration.optional().describe("Longest wait for a connection; default 10s"),
  concurrency: count(100).optional().describe("Most calls at the same time; default 8"),
  retry: z
    .strictObject({
      attempts: count(10).optional().describe("Attempts in all; default 5"),
      base: Duration.optional().describe("Bound of the first pause, which doubles; default 250ms"),
      cap: Duration.optional().describe("Longest pause; default 20s"),
      maxWait: Duration.optional().describe("Longest wait that a vendor may ask for on the spot; default 1m"),
    })
    .optional(),
  breaker: z
    .strictObject({
      failures: count(1000).optional().describe("Failures in a row that pause the calls; default 5"),
      open: Duration.optional().describe("How long until one is tried; default 10s"),
    })
    .optional(),
  limits: z
    .record(z.string(), z.strictObject({ perWindow: count(1_000_000_000) }))
    .optional()
    .describe("Most calls per window by kind of call; `integ connectors --json` names the kinds"),
  reserve: Share.optional().describe(
    "Share of every limit that the daemon's sweeps leave to changes and commands; default 10%",
  ),
  proxy: ProxyOrOff.optional().describe("Proxy of this connection, or off"),
  tls: Tls.optional(),
  allowedHosts: AllowedHosts.optional().describe("The only hosts that may be called"),
  maxResponse: Size.optional().describe("Largest answer that is taken; default 32MB"),
});

export const OAuth = z.strictObject({
  clientId: z.string().min(1).max(1000).optional().describe("Identifier of our client; it is no secret"),
  redirectPort: z
    .number()
    .int()
    .min(1024)
    .max(65_535)
    .optional()
    .describe("Port on this machine for the browser's way back; default: the connector's"),
  scopes: z.array(z.string().min(1).max(200)).min(1).optional().describe("Rights to ask for"),
});

const Switch = z.boolean().optional();

export const Features = z.strictObject({
  webhooks: Switch.describe("Let the vendor tell us of changes; default true"),
  writes: Switch.describe("Write at the vendor; default true"),
  deletes: Switch.describe("Delete records at the vendor; default true"),
  comments: Switch.describe("Keep comments in step where a sync says so; default true"),
  attachments: Switch.describe("Keep files in step where a sync says so; default true"),
});

export const Security = z.strictObject({
  tls: z.strictObject(TlsBasics).optional(),
  proxy: ProxyServer.optional(),
  allowedHosts: AllowedHosts.optional().describe("The only hosts that may be called"),
});

export type HttpSettingsWritten = z.infer<typeof Http>;
export type SecurityWritten = z.infer<typeof Security>;
