// The script of the business rule that tells us of changes: it sends which record changed, signed, and nothing of what
// is in it. Source: servicenow.com docs "Outbound REST web service", RESTMessageV2 and GlideCertificateEncryption. Pure.

export const signatureHeader = "x-integ-signature";
export const timestampHeader = "x-integ-timestamp";

export interface RuleFacts {
  /** Where it calls. */
  readonly url: string;
  /** Name of the system property that holds the secret. */
  readonly secretProperty: string;
}

/** The script, for an async rule on insert, update and delete. ES5, as instances run it. */
export function renderBusinessRule({ url, secretProperty }: RuleFacts): string {
  return `(function executeRule(current, previous) {
  // Made by integ. It says which record changed; integ reads it. Signed: HMAC-SHA256 over timestamp, a dot and body.
  var body = JSON.stringify({
    table: String(current.getRecordClassName()),
    sys_id: String(current.getUniqueValue()),
    sys_mod_count: String(current.getValue("sys_mod_count")),
    operation: String(current.operation())
  });
  var timestamp = String(Math.floor(new GlideDateTime().getNumericValue() / 1000));
  var secret = gs.getProperty(${JSON.stringify(secretProperty)});
  var key = GlideStringUtil.base64Encode(secret);
  var signature = new GlideCertificateEncryption().generateMac(key, "HmacSHA256", timestamp + "." + body);
  var message = new sn_ws.RESTMessageV2();
  message.setEndpoint(${JSON.stringify(url)});
  message.setHttpMethod("post");
  message.setRequestHeader("Content-Type", "application/json");
  message.setRequestHeader(${JSON.stringify(timestampHeader)}, timestamp);
  message.setRequestHeader(${JSON.stringify(signatureHeader)}, signature);
  message.setRequestBody(body);
  message.executeAsync();
})(current, previous);
`;
}
