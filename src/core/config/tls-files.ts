// The files and names under `http.tls` as what a secure connection is made with; each fault at its key.
import { createPrivateKey, X509Certificate } from "node:crypto";
import { dirname, resolve } from "node:path";
import { createSecureContext } from "node:tls";
import type { TlsSettings } from "../http/settings.ts";
import type { ConfigDocument } from "./document.ts";
import { hasAt } from "./merge.ts";
import type { ConfigProblem } from "./problems.ts";
import type { ReadFile } from "./read-text.ts";
import type { ConnectionSettings } from "./types.ts";

export interface TlsFault {
  readonly key: "ca" | "certificate" | "key" | "ciphers";
  readonly message: string;
}

export interface TlsRead {
  /** Null where there are faults. */
  readonly tls: TlsSettings | null;
  readonly faults: readonly TlsFault[];
}

/** Reads what the connection names; relative names are beside `configFile`. Never throws: faults are in the answer. */
export async function readTls(
  configFile: string,
  { http }: Pick<ConnectionSettings, "http">,
  readFile: ReadFile,
): Promise<TlsRead> {
  const faults: TlsFault[] = [];
  const pem = async (key: TlsFault["key"], file: string | null | undefined): Promise<string | null> => {
    if (file === null || file === undefined) return null;
    try {
      return Buffer.from(await readFile(resolve(dirname(configFile), file))).toString("utf8");
    } catch (error) {
      faults.push({ key, message: `the file can't be read: ${reasonOf(error)}` });
      return null;
    }
  };
  const ca = await pem("ca", http?.tls.caFile);
  const cert = await pem("certificate", http?.tls.certificateFile);
  const key = await pem("key", http?.tls.keyFile);
  const ciphers = http?.tls.ciphers ?? null;
  faults.push(...judge(ca, cert, key, ciphers));
  if (faults.length > 0) return { tls: null, faults };
  const certificate = cert === null || key === null ? null : { cert, key };
  return { tls: { minVersion: http?.tls.minVersion ?? "TLSv1.2", ciphers, ca, certificate }, faults };
}

/** A fault at the connection's own key, or at the one that holds for all. */
export function tlsProblem(
  document: ConfigDocument,
  { name }: Pick<ConnectionSettings, "name">,
  { key, message }: TlsFault,
): ConfigProblem {
  const own = ["connections", name, "http", "tls", key];
  const path = hasAt(document.data, own) ? own : ["security", "tls", key];
  return { ...document.problemAt(path, "value", message), rule: "file" };
}

const certificateBlock = /-----BEGIN (?:TRUSTED |X509 )?CERTIFICATE-----[^-]+-----END [A-Z0-9 ]+-----/g;

function judge(
  ca: string | null,
  cert: string | null,
  key: string | null,
  ciphers: string | null,
): TlsFault[] {
  const faults: TlsFault[] = [];
  if (ca !== null && !areCertificates(ca))
    faults.push({ key: "ca", message: "the file holds no certificates in PEM form" });
  if (cert !== null && !areCertificates(cert))
    faults.push({ key: "certificate", message: "the file holds no certificate in PEM form" });
  else if (key !== null) faults.push(...judgeKey(key, cert));
  if (ciphers !== null && !areCiphers(ciphers))
    faults.push({ key: "ciphers", message: "OpenSSL knows none of these cipher suites" });
  return faults;
}

/** OpenSSL passes over what is no certificate without a word. */
function areCertificates(pem: string): boolean {
  const blocks = pem.match(certificateBlock) ?? [];
  return blocks.length > 0 && blocks.every((block) => succeeds(() => new X509Certificate(block)));
}

function judgeKey(pem: string, cert: string | null): TlsFault[] {
  const fault = (message: string): TlsFault[] => [{ key: "key", message }];
  if (/ENCRYPTED/.test(pem)) return fault("the key is encrypted; give one without a passphrase, mode 0600");
  if (!succeeds(() => createPrivateKey(pem))) return fault("the file holds no private key in PEM form");
  if (cert === null || new X509Certificate(cert).checkPrivateKey(createPrivateKey(pem))) return [];
  return fault('the key is not the one of "certificate"');
}

function areCiphers(ciphers: string): boolean {
  return succeeds(() => createSecureContext({ ciphers }));
}

function succeeds(action: () => unknown): boolean {
  try {
    action();
    return true;
  } catch {
    return false;
  }
}

const reasons: Readonly<Record<string, string>> = {
  ENOENT: "it is not there",
  ENOTDIR: "it is not there",
  EACCES: "this user may not read it",
  EISDIR: "it is a directory",
};

function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : String(error);
  return reasons[code] ?? code;
}
