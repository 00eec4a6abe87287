// A configuration in which every key that integ and its own connectors know stands at least once.

export const everyKeyText = `connections:
  sf:
    connector: salesforce
    loginUrl: https://acme.my.salesforce.com
    redirectUrl: http://localhost:28787/callback
    apiVersion: "66.0"
    auth: jwt-bearer
    username: integ@acme.com
    audience: https://login.salesforce.com
    externalIdField: Integ_Key__c
    pollEvery: 1s
    overlap: 30s
    budgetShare: 0.4
    timeout: 30s
    concurrency: 4
    http:
      connectTimeout: 5s
      retry: { attempts: 4, base: 100ms, cap: 10s, maxWait: 2m }
      breaker: { failures: 6, open: 20s }
      limits: { daily: { perWindow: 1000 } }
      reserve: 10%
      proxy: { url: "http://proxy.example.com:3128", secret: proxy, bypass: [localhost, "*.example.com"] }
      tls: { minVersion: TLSv1.3, ciphers: TLS_AES_256_GCM_SHA384, ca: ca.pem, certificate: client.pem, key: client.key }
      allowedHosts: [acme.my.salesforce.com]
      maxResponse: 16MB
    oauth: { clientId: abc, redirectPort: 8123, scopes: [api, refresh_token] }
    features: { webhooks: true, writes: true, deletes: true, comments: true, attachments: true }
  zd:
    connector: zendesk
    subdomain: acme
    auth: client-credentials
    clientId: integ
    scope: read write
    email: integ@acme.com
    plan: team
    pollEvery: 5s
    supportTypes: agent
    mergeTag: merged
    mergeNote: '#([0-9]+)'
    webhookMaxAge: 1h
    http: { timeout: 20s, concurrency: 3, proxy: off }
  zd2: { connector: zendesk, baseUrl: "https://help.example.com", publicCommentsOnMessaging: true }
syncs:
  contacts:
    left: { connection: zd, object: user }
    right: { connection: sf, object: Contact }
    every: 5m
    fields:
      - { left: name, right: LastName }
  cases:
    left: { connection: sf, object: Case, where: 'record.Origin == "Web"' }
    right: { connection: zd, object: ticket, where: 'record.brand == "main"' }
    direction: both
    schedule: "*/5 * * * *"
    timezone: Europe/Berlin
    realtime: true
    match: [{ left: CaseNumber, right: external_id }]
    conflicts: merge
    prefer: right
    deletes: { policy: archive, set: { left: { Status: Closed }, right: { status: closed } } }
    guards: { maxDeletes: off, maxDeleteShare: 10%, maxFirstCreates: 50, maxFlips: 5, flipWindow: 1h, deleteHold: 10s }
    rules:
      - { side: right, when: 'record.kind == "x"', expression: 'record.subject != ""', message: needs a subject }
    comments: { visibility: public }
    attachments: { maxBytes: 5MB, visibility: all }
    fields:
      - { left: Subject, right: subject, default: { left: "(none)", right: none }, conflicts: prefer-non-blank }
      - { left: Status, right: status, unit: state, values: { New: new, Closed: [solved, closed] } }
      - { left: ContactId, right: requester_id, reference: contacts, required: true }
      - { left: OwnerId, right: assignee_id, users: true }
      - { left: Description, right: description, format: { left: html, right: markdown } }
      - { left: Due__c, right: due_at, zone: Europe/Berlin, direction: left-to-right }
      - { right: title, template: "[{CaseNumber}] {Subject}" }
      - { right: via, constant: web }
      - { left: Loud__c, expression: 'record.subject + "!"' }
      - { left: Amount, right: cents, toRight: "record.Amount * 100", toLeft: "record.cents / 100" }
server: { listen: "127.0.0.1:8787", publicUrl: "https://integ.example.com" }
security:
  tls: { minVersion: TLSv1.2, ciphers: TLS_AES_256_GCM_SHA384, ca: ca.pem }
  proxy: { url: "http://proxy.example.com:3128", secret: proxy, bypass: [localhost] }
  allowedHosts: ["*.example.com"]
monitoring: { lateAfter: 30s, stuckAfter: 1m, longWait: 5m, maxLag: 10s, deadLetters: 3, conflicts: 4 }
`;
