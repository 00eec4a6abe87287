// What of a request may be written down. Headers and bodies are never logged; an address is, without its values.

const hidden = "[hidden]";
const secretNames =
  /token|secret|password|assertion|signature|api_?key|^(code|code_verifier|device_code|user_code)$/i;

/**
 * Address for a log: origin and path, and the names of the query's parameters. Values are left out:
 * they are queries over customers' data, and sometimes credentials.
 */
export function redactUrl(url: URL): string {
  const names = [...new Set(url.searchParams.keys())];
  const query = names.length === 0 ? "" : `?${names.join("&")}`;
  return `${url.origin}${url.pathname}${query}`;
}

/** A vendor's text with the values of all secret fields of the request taken out: servers do echo them. */
export function redactText(text: string, fields: Readonly<Record<string, unknown>>): string {
  let shown = text;
  for (const [name, value] of Object.entries(fields)) {
    if (secretNames.test(name) && typeof value === "string" && value.length > 0)
      shown = shown.replaceAll(value, hidden);
  }
  return shown;
}
