// Stands in for Entra ID: the real addresses of a tenant on a loopback port, PKCE and tokens included.
//   node entra.mjs '{"port": …, "keysPort": …, "key": …, "certificate": …, "tenant": …, "client": …}'
import http from "node:http";

import { OAuth2Server } from "oauth2-mock-server";

const { port, keysPort, key, certificate, tenant, client } = JSON.parse(process.argv[2]);
const base = `/${tenant}/oauth2/v2.0`;
const server = new OAuth2Server(key, certificate, {
  endpoints: {
    authorize: `${base}/authorize`,
    token: `${base}/token`,
    endSession: `${base}/logout`,
    jwks: `/${tenant}/discovery/v2.0/keys`,
  },
});
const clientInfo = Buffer.from(JSON.stringify({ uid: "ada", utid: tenant })).toString("base64url");
const seen = [];

// Entra ID answers in the fragment of the address; with DENY set it refuses everyone.
server.service.on("beforeAuthorizeRedirect", ({ url }, request) => {
  const { code_challenge_method, prompt, redirect_uri, response_type } = request.query;
  seen.push({ kind: "authorize", code_challenge_method, prompt, redirect_uri, response_type });
  const answer = new URLSearchParams(url.search);
  if (process.env.DENY) {
    answer.delete("code");
    answer.set("error", "access_denied");
    answer.set("error_description", "The user may not use this application.");
  }
  answer.set("client_info", clientInfo);
  url.hash = answer.toString();
  url.search = "";
});
server.service.on("beforeTokenSigning", ({ payload }) => {
  Object.assign(payload, {
    aud: client,
    iss: `https://login.microsoftonline.com/${tenant}/v2.0`,
    name: "Ada Lovelace",
    nbf: payload.iat,
    oid: "00000000-0000-0000-0000-00000000000a",
    preferred_username: "ada@example.com",
    scp: "access_as_user",
    sub: "ada",
    tid: tenant,
    ver: "2.0",
  });
});
server.service.on("beforeResponse", ({ body }, request) => {
  const { grant_type, client_secret, code_verifier } = request.body;
  seen.push({ kind: "token", grant_type, client_secret, verified: code_verifier !== undefined });
  if (!body.access_token) return;
  body.client_info = clientInfo;
  body.scope = `api://${client}/access_as_user openid profile offline_access`;
});

await server.issuer.keys.generate("RS256");
await server.start(port, "127.0.0.1");
server.issuer.url = `https://login.microsoftonline.com/${tenant}/v2.0`;

// The backend asks for the keys without TLS; the tests ask what was seen.
http
  .createServer((request, response) => {
    response.setHeader("Content-Type", "application/json");
    response.end(JSON.stringify(request.url === "/seen" ? seen : { keys: server.issuer.keys.toJSON() }));
  })
  .listen(keysPort, "127.0.0.1");
