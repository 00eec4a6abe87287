// Which hosts a list of an operator's means.

/** Whether a host is reached without the proxy: it is named, or below a name that is. Ports are of no account. */
export function isBypassed(hostname: string, bypass: readonly string[]): boolean {
  return bypass.some((entry) => matchesHost(hostname, entry) || isBelow(hostname, entry));
}

/** Whether a host is the one a pattern names, or with `*.` before the name, one below it. */
export function matchesHost(hostname: string, pattern: string): boolean {
  const host = hostname.toLowerCase();
  const name = pattern.trim().toLowerCase();
  return name.startsWith("*.") ? host.endsWith(name.slice(1)) : host === name;
}

function isBelow(hostname: string, entry: string): boolean {
  const name = entry.trim().toLowerCase().replace(/^\./, "");
  return name !== "" && hostname.toLowerCase().endsWith(`.${name}`);
}
