// Certificates made for a test by openssl: an authority, and what it issued.
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface Pair {
  readonly cert: string;
  readonly key: string;
}

export interface Certificates {
  readonly ca: string;
  /** For 127.0.0.1 and localhost. */
  readonly server: Pair;
  readonly otherHost: Pair;
  readonly expired: Pair;
  readonly client: Pair;
}

const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

export function makeCertificates(): Certificates {
  const dir = mkdtempSync(join(tmpdir(), "integ-tls-"));
  const openssl = (...args: readonly string[]): void => {
    execFileSync("openssl", args, { cwd: dir, stdio: "pipe" });
  };
  const issue = (name: string, altName: string, days: string): Pair => {
    openssl("req", ...newKey, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", `/CN=${name}`);
    writeFileSync(join(dir, `${name}.ext`), `subjectAltName=${altName}\n`);
    const made = ["-in", `${name}.csr`, "-out", `${name}.pem`, "-extfile", `${name}.ext`, "-days", days];
    openssl("x509", "-req", "-CA", "ca.pem", "-CAkey", "ca.key", "-CAcreateserial", ...made);
    return { cert: read(`${name}.pem`), key: read(`${name}.key`) };
  };
  const read = (file: string): string => readFileSync(join(dir, file), "utf8");
  try {
    openssl(
      "req",
      "-x509",
      ...newKey,
      "-keyout",
      "ca.key",
      "-out",
      "ca.pem",
      "-subj",
      "/CN=ca",
      "-days",
      "2",
    );
    return {
      ca: read("ca.pem"),
      server: issue("server", "DNS:localhost,IP:127.0.0.1", "2"),
      otherHost: issue("other", "DNS:other.example", "2"),
      expired: issue("expired", "DNS:localhost,IP:127.0.0.1", "-1"),
      client: issue("client", "DNS:client.example", "2"),
    };
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}
