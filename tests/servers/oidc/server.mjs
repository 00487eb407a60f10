// SPDX-License-Identifier: GPL-3.0-or-later
// An OpenID provider to sign in at, as strict as the newest rules ask: PKCE S256 required, refresh tokens rotate and a
// replayed one ends the family, codes work once, `iss` in the redirect, any loopback port for a native client.
//
// usage: EARSHOT_NPM=folder-with-node_modules node server.mjs [PORT]
// Prints one line of JSON when it listens: {"issuer", "client_id"}, and ends when its standard input does. Its login page
// takes any name and password.

import http from 'node:http'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const modules = path.join(process.env.EARSHOT_NPM, 'node_modules')
const { default: Provider } = await import(pathToFileURL(path.join(modules, 'oidc-provider/lib/index.js')))

const server = http.createServer()
await new Promise(resolve => server.listen(Number(process.argv[2] ?? 0), '127.0.0.1', resolve))
const issuer = `http://127.0.0.1:${server.address().port}`

const provider = new Provider(issuer, {
  clients: [{
    client_id: 'earshot',
    application_type: 'native',
    token_endpoint_auth_method: 'none',
    redirect_uris: ['http://127.0.0.1/callback'],
    grant_types: ['authorization_code', 'refresh_token'],
    response_types: ['code'],
  }],
  scopes: ['openid', 'offline_access', 'read', 'write'],
  pkce: { required: () => true },
  rotateRefreshToken: true,
  issueRefreshToken: async () => true,
  ttl: {
    AccessToken: Number(process.env.ACCESS_TOKEN_SECONDS ?? 3600),
    AuthorizationCode: 60, Grant: 86400, IdToken: 3600, Interaction: 600, RefreshToken: 86400, Session: 86400,
  },
  features: {
    devInteractions: { enabled: true },
    introspection: { enabled: true, allowedPolicy: () => true },
    revocation: { enabled: true },
  },
  findAccount: async (ctx, id) => ({ accountId: id, claims: async () => ({ sub: id }) }),
})

// RFC 8414: the same document as OpenID's discovery, at the other place.
const serve = provider.callback()
server.on('request', (request, response) => {
  if (request.url === '/.well-known/oauth-authorization-server')
    request.url = '/.well-known/openid-configuration'
  serve(request, response)
})
process.stdin.on('end', () => process.exit()).resume()
console.log(JSON.stringify({ issuer, client_id: 'earshot' }))
